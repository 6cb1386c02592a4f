package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.makedaemon.jvm.JavaCommand;
import io.makedaemon.parent.FirstChild;
import io.makedaemon.parent.FirstChildFiles;
import io.makedaemon.parent.PrivateDirectory;
import io.makedaemon.parent.ProgressLine;
import io.makedaemon.parent.SpawnedProcess;
import io.makedaemon.pidfile.PidFile;
import io.makedaemon.pidfile.PidFileLock;
import io.makedaemon.pidfile.StatusFile;
import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.NativeLibrary;
import io.makedaemon.posix.Posix;
import io.makedaemon.posix.Posix.Pipe;
import io.makedaemon.prepare.LaunchedProcess;
import io.makedaemon.proc.Environment;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.proc.ProcessIdentity;
import io.makedaemon.systemd.ActivatedSocket;
import io.makedaemon.trace.Trace;
import io.makedaemon.wire.Briefing;
import io.makedaemon.wire.FileNames;
import io.makedaemon.wire.Handover;
import io.makedaemon.wire.LaunchPlan;
import io.makedaemon.wire.ParentHandover;
import io.makedaemon.wire.LaunchPlan.Option;
import io.makedaemon.wire.LaunchPlan.PlannedProcess;
import io.makedaemon.wire.LaunchPlan.PlannedProgram;
import io.makedaemon.wire.LaunchPlan.PlannedSocket;
import io.makedaemon.wire.PlannedSupervision;
import io.makedaemon.wire.StageTag;
import io.makedaemon.wire.WaitPlan;

/**
 * Stage 0, the parent: plans the start, starts the first child, and waits for the reports
 * of the first child and the daemon.
 *
 * <p>
 * It makes native calls only to pass on descriptors of the caller, which
 * {@link ProcessBuilder} cannot do, and to become {@link Stage0Waiting}: loading the
 * native layer takes longer than all the rest of this class.
 */
final class Stage0Parent {

	/**
	 * Without this option, the JVM raises the soft limit of open descriptors to the hard
	 * limit.
	 */
	private static final String KEEP_SOFT_LIMIT = "-XX:-MaxFDLimit";

	/**
	 * This variable makes a JVM use a signal other than SIGUSR2 to stop threads, for
	 * instance to profile them.
	 */
	private static final String SUSPEND_SIGNAL = "_JAVA_SR_SIGNUM";

	/** A signal that neither the kernel nor other programs use. */
	private static final String SIGSTKFLT = "16";

	private static final String DEFAULT_WORKING_DIRECTORY = "/";

	static final String CANNOT = "cannot make a daemon: ";

	private static final int NANOSECONDS = 1_000_000_000;

	private final DaemonOptions options;

	private final JavaCommand typed;

	private final Environment environment;

	private final Instant startedAt;

	private final String launchDirectory;

	private final List<String> commandLine;

	private final List<DaemonSocket> sockets;

	/** The daemon that the new one replaces; null for none. */
	private final @Nullable Stage0Upgrade upgrade;

	private @Nullable FirstChildFiles files;

	private Stage0Parent(DaemonOptions options, @Nullable Stage0Upgrade upgrade) throws IOException {
		this.options = options;
		this.upgrade = upgrade;
		this.startedAt = ProcSelf.startedAt();
		this.launchDirectory = ProcSelf.workingDirectory();
		this.commandLine = ProcSelf.commandLine();
		this.typed = JavaCommand.parse(this.commandLine, ProcSelf.environment(), this.launchDirectory);
		this.environment = this.typed.environment();
		this.sockets = options.withActivated();
	}

	/**
	 * Make the daemon, and end this process.
	 * @param attr the options
	 * @param upgrade the daemon that the new one replaces; null for none
	 * @return what went wrong; everything is then as it was before
	 */
	static DaemonException handOver(DaemonAttr attr, @Nullable Stage0Upgrade upgrade) {
		String unsupported = Daemon.unsupported();
		if (unsupported != null) {
			return new DaemonException(CANNOT + unsupported);
		}
		try {
			new Stage0Parent(attr.options(), upgrade).run();
		}
		catch (DaemonException ex) {
			return ex;
		}
		catch (ErrnoException ex) {
			return new SystemCallException(ex);
		}
		catch (IOException ex) {
			return new DaemonException(CANNOT + FileFailure.text(ex), ex);
		}
		catch (UnsatisfiedLinkError | NoClassDefFoundError ex) {
			return new DaemonException(NativeLibrary.failure(ex), ex);
		}
		catch (OutOfMemoryError ex) {
			// Most likely not memory: the JVM also throws this for one thread too many
			return new DaemonException(CANNOT + ex.getMessage(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new DaemonException("interrupted while the daemon was starting; it was stopped", ex);
		}
		// No hook may undo what the daemon relies on, such as a delete-on-exit file
		Terminal.flush();
		Runtime.getRuntime().halt(0);
		throw new IllegalStateException("the process goes on after its end");
	}

	private void run() throws IOException, ErrnoException, InterruptedException {
		JavaCommand command = command();
		LaunchPlan plan = plan(command);
		WaitPlan wait = waitPlan();
		String message;
		try (ProgressLine progress = ProgressLine.show(wait);
				Cancellation cancellation = new Cancellation(wait, progress);
				StatusFile.Kept former = StatusFile.Kept.of(wait.predecessor())) {
			// A launcher script gives its JVM no options that reserve anything
			boolean exclusive = command.isExclusive() && !LaunchedProcess.isThisProcess();
			Trace.step("planned");
			FirstChild firstChild = cancellation.start(() -> start(exclusive, wait));
			if (Trace.isOn()) {
				Trace.step("started the first child, pid " + firstChild.process().pid());
			}
			DaemonWait daemonWait = new DaemonWait(wait, firstChild, former, progress);
			message = cancellation.undoOnFailure(() -> {
				firstChild.send(plan);
				Trace.step("sent the plan");
				// While the first child's JVM starts
				if (this.upgrade == null) {
					checkNotRunning();
				}
				if (exclusive) {
					throw new SystemCallException(become(firstChild, wait, cancellation));
				}
				return daemonWait.await();
			});
			cancellation.keep();
			message = daemonWait.awaitPredecessor(message);
		}
		if (wait.showProgress()) {
			Terminal.say(message);
		}
	}

	/**
	 * Fail if the daemon is already running, even if somebody has removed its pid file.
	 */
	private void checkNotRunning() {
		Path file = this.options.pidFile();
		if (file != null && Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
			OptionalLong daemon = PidFileLock.daemonWithout(file);
			if (daemon.isPresent()) {
				throw FileLockedException.ofRemoved(file, daemon.getAsLong());
			}
		}
	}

	private JavaCommand command() throws IOException {
		Path jar = this.options.jar();
		if (jar == null) {
			return this.typed;
		}
		if (this.typed.jar() == null) {
			throw new IOException("the command line contains no jar that " + jar + " could replace");
		}
		return this.typed.withJar(BytePath.of(jar));
	}

	private FirstChild start(boolean exclusive, WaitPlan wait) throws IOException, ErrnoException {
		boolean stays = this.options.supervision() != null;
		FirstChildFiles laidOut = FirstChildFiles.create(Stage1FirstChild.class, stays);
		this.files = laidOut;
		FirstChild started = null;
		try {
			if (exclusive) {
				NativeLibrary.load(laidOut.directory().path());
			}
			started = new FirstChild(start(stays ? laidOut.supervisorCommand() : laidOut.command(), exclusive),
					laidOut.directory(), wait);
			return started;
		}
		catch (OutOfMemoryError ex) {
			// The JDK has no thread to wait for the process, and loses track of it
			SpawnedProcess.killForgotten(laidOut.directory().path().toString());
			throw ex;
		}
		finally {
			if (started == null) {
				laidOut.close();
			}
		}
	}

	/**
	 * Become a small program that waits, which frees what this JVM reserves for the
	 * daemon's JVM. Everything before the last call can be undone.
	 * @return why this is impossible
	 */
	private ErrnoException become(FirstChild firstChild, WaitPlan wait, Cancellation cancellation)
			throws IOException, ErrnoException {
		SpawnedProcess process = (SpawnedProcess) firstChild.process();
		FirstChildFiles laidOut = Objects.requireNonNull(this.files);
		ParentHandover handover = new ParentHandover(process.pid(), process.descriptors(),
				BytePath.of(laidOut.directory().path()), leftovers(), Trace.file(), wait);
		Pipe pipe = Posix.pipe();
		try {
			Posix.write(pipe.writer(), handover.toBytes(), "the message for the waiting program");
			Posix.close(pipe.writer());
			List<String> command = new ArrayList<>(laidOut.waitingCommand(Stage0Waiting.class));
			command.add(Integer.toString(pipe.reader()));
			List<Integer> kept = new ArrayList<>(process.descriptors());
			kept.add(pipe.reader());
			kept.add(laidOut.directory().keepThroughExec());
			synchronized (cancellation) {
				ProcSelf.closeOnExecAllBut(kept);
				// A Ctrl-C that the user typed in the meantime has arrived by now
				cancellation.awaitEndOfProcess();
				return Posix.execve(command.stream().map(ByteStrings::encode).toList(),
						this.environment.without(JavaCommand.OPTION_VARIABLES).variables());
			}
		}
		finally {
			Posix.close(pipe.reader());
		}
	}

	/**
	 * Return the directory of a flight recording's data, which the JVM would remove when
	 * it ends.
	 */
	private static List<String> leftovers() {
		String repository = System.getProperty("jdk.jfr.repository");
		return (repository != null) ? List.of(repository) : List.of();
	}

	private WaitPlan waitPlan() throws IOException {
		String logFile = "";
		long logLength = 0;
		Path log = this.options.logFile();
		if (log != null) {
			logFile = BytePath.of(log);
			logLength = Files.isRegularFile(log) ? Files.size(log) : 0;
		}
		String name = name();
		String shown = this.options.programName().isEmpty() ? name.substring(name.lastIndexOf('/') + 1) : name;
		return new WaitPlan(shown, this.options.startTimeout().toMillis(), this.startedAt.toEpochMilli(),
				this.options.showProgress(), this.options.hint(), Stage0Identity.planned(this.options).isChange(),
				logFile, logLength, bytes(this.options.pidFile()), bytes(this.options.logDirectory()), predecessor(),
				this.options.supervision() != null, (this.upgrade != null) ? this.upgrade.endTimeout().toMillis() : 0,
				this.options.origins());
	}

	private String name() {
		return this.options.programName().isEmpty() ? this.commandLine.get(0)
				: ByteStrings.encode(this.options.programName());
	}

	private LaunchPlan plan(JavaCommand command) throws IOException {
		String logDirectory = bytes(this.options.logDirectory());
		List<String> crashFiles = command.crashFileOptions(logDirectory);
		Briefing briefing = new Briefing(this.launchDirectory, ByteStrings.encode(this.options.message()),
				this.options.signals().stream().map(DaemonSignal::name).toList());
		return new LaunchPlan(
				new PlannedProgram(ProcSelf.javaLauncher(), command.arguments(name(), crashFiles, jvmOptions()),
						daemonEnvironment().variables(), tag(DaemonStage.DAEMON, "")),
				new PlannedProcess(workingDirectory(command), this.options.umask(), this.options.limits(),
						Stage0Identity.planned(this.options), this.options.noNewPrivileges(), logDirectory),
				this.options.files().stream().map(DaemonFile::planned).toList(), plannedSockets(),
				this.options.captureOutput(), waits(), pidFile(), predecessor(), supervision(), Trace.file(),
				this.startedAt.toEpochMilli(), briefing.toBytes());
	}

	private @Nullable PlannedSupervision supervision() {
		Supervision supervision = this.options.supervision();
		return (supervision != null) ? supervision.planned(this.options.startTimeout(), bytes(this.options.logFile()))
				: null;
	}

	private @Nullable ProcessIdentity predecessor() {
		return (this.upgrade != null) ? this.upgrade.predecessor() : null;
	}

	private List<PlannedSocket> plannedSockets() {
		return this.sockets.isEmpty() ? List.of() : Stage0Sockets.planned(this.sockets, this.options.jvmOptions());
	}

	private static String bytes(@Nullable Path path) {
		return (path != null) ? BytePath.of(path) : "";
	}

	/**
	 * Return the daemon's environment, without the variables about sockets that the
	 * service manager has handed over: they are for this process only.
	 */
	private Environment daemonEnvironment() {
		Environment environment = (this.environment.get(ActivatedSocket.PROCESS) != null)
				? this.environment.without(ActivatedSocket.VARIABLES) : this.environment;
		boolean needed = this.options.signals().contains(DaemonSignal.USR2) && environment.get(SUSPEND_SIGNAL) == null;
		return needed ? environment.with(SUSPEND_SIGNAL, SIGSTKFLT) : environment;
	}

	private String pidFile() throws IOException {
		Path file = this.options.pidFile();
		if (file == null) {
			return "";
		}
		try {
			PidFile.checkDirectory(file);
		}
		catch (IOException ex) {
			throw refused(FileFailure.text(ex), Option.PID_FILE, ex);
		}
		return BytePath.of(file);
	}

	private List<String> jvmOptions() {
		List<String> options = new ArrayList<>();
		if (this.options.softLimits().containsKey(Resource.NOFILE)) {
			options.add(KEEP_SOFT_LIMIT);
		}
		this.options.jvmOptions().stream().map(ByteStrings::encode).forEach(options::add);
		return JavaCommand.absolute(options, this.launchDirectory);
	}

	private String workingDirectory(JavaCommand command) throws IOException {
		Path directory = this.options.workingDirectory();
		if (directory != null) {
			String path = BytePath.of(directory);
			if (command.hasRelativePaths() && !path.equals(this.launchDirectory)) {
				throw new IOException("the relative paths on the command line cannot be used in the working directory "
						+ path + ", because the JVM interprets a character in the name of the launch directory: remove"
						+ " the working directory, type absolute paths, or run the command in another directory than "
						+ ByteStrings.decode(this.launchDirectory));
			}
			return path;
		}
		boolean bound = command.isBoundToLaunchDirectory()
				|| JavaCommand.nameRelativeFile(jvmOptions(), this.launchDirectory);
		return bound ? this.launchDirectory : DEFAULT_WORKING_DIRECTORY;
	}

	private DaemonException refused(String reason, String option, @Nullable Throwable cause) {
		return new DaemonException(CANNOT + reason, option, this.options.origins(), cause);
	}

	private boolean waits() {
		return !this.options.startTimeout().isZero();
	}

	private static String tag(DaemonStage stage, @Nullable String rest) {
		return StageTag.sign(stage.number(), ThreadLocalRandom.current().nextInt(NANOSECONDS),
				(rest != null) ? rest : "");
	}

	/**
	 * Start the first child. If another program is to wait for it, it must be started by
	 * a native call: the JDK reads the output of its own processes once they have ended.
	 */
	private Process start(List<String> command, boolean exclusive) throws IOException, ErrnoException {
		IntStream opened = this.options.files()
			.stream()
			.filter(DaemonFile::isInherited)
			.mapToInt(DaemonFile::descriptor);
		int[] descriptors = this.sockets.isEmpty() ? opened.toArray()
				: IntStream.concat(opened, IntStream.of(Stage0Sockets.descriptors(this.sockets))).toArray();
		String tag = tag(DaemonStage.FIRST_CHILD, this.environment.get(StageTag.NAME));
		boolean stays = this.options.supervision() != null;
		if (exclusive || descriptors.length > 0) {
			return SpawnedProcess.start(command, withFileNames(tag, stays).variables(), descriptors);
		}
		ProcessBuilder builder = new ProcessBuilder(command);
		Map<String, String> variables = builder.environment();
		// Not for the first child: a debugger's port belongs to the daemon
		JavaCommand.OPTION_VARIABLES.forEach(variables::remove);
		variables.put(StageTag.NAME, tag);
		if (stays) {
			variables.put(FirstChildFiles.ARENAS, FirstChildFiles.ONE_ARENA);
		}
		return builder.start();
	}

	private Environment withFileNames(String tag, boolean stays) {
		Environment variables = this.environment.without(JavaCommand.OPTION_VARIABLES).with(StageTag.NAME, tag);
		if (stays) {
			variables = variables.with(FirstChildFiles.ARENAS, FirstChildFiles.ONE_ARENA);
		}
		int number = Handover.FIRST_FILE;
		for (DaemonFile file : this.options.files()) {
			if (file.isInherited()) {
				String name = FileNames.PREFIX + number++;
				String value = FileNames.encode(ByteStrings.encode(file.name()), variables.get(name));
				variables = variables.with(name, value);
			}
		}
		return variables;
	}

}

package io.makedaemon;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import io.makedaemon.launch.BytePath;
import io.makedaemon.launch.CrashFiles;
import io.makedaemon.launch.Environment;
import io.makedaemon.launch.FileNames;
import io.makedaemon.launch.FirstChild;
import io.makedaemon.launch.FirstChildFiles;
import io.makedaemon.launch.Handover;
import io.makedaemon.launch.JavaCommand;
import io.makedaemon.launch.LaunchPlan;
import io.makedaemon.launch.LockHolder;
import io.makedaemon.launch.PlannedIdentity;
import io.makedaemon.launch.Printed;
import io.makedaemon.launch.ProcSelf;
import io.makedaemon.launch.Report;
import io.makedaemon.launch.Reports;
import io.makedaemon.launch.StageTag;
import io.makedaemon.launch.UserDatabase;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.KeptCapability;
import io.makedaemon.posix.ResourceLimit;
import io.makedaemon.posix.SpawnedProcess;
import io.makedaemon.posix.SystemCallFailure;

/**
 * Stage 0, the parent: plans, starts the first child, and waits for what it and the
 * daemon report.
 *
 * <p>
 * It makes no native call of its own, but for descriptors of the caller, which
 * {@link ProcessBuilder} cannot pass on: loading the native layer here would take longer
 * than all the rest of this class.
 */
final class Stage0Parent {

	/** By itself the JVM raises the soft limit of open descriptors to the hard one. */
	private static final String KEEP_SOFT_LIMIT = "-XX:-MaxFDLimit";

	private static final int NANOSECONDS = 1_000_000_000;

	private final DaemonAttr attr;

	private final Environment environment;

	private final Instant startedAt;

	private @Nullable FirstChildFiles files;

	private @Nullable FirstChild firstChild;

	private boolean ending;

	private Stage0Parent(DaemonAttr attr) throws IOException {
		this.attr = attr;
		this.environment = ProcSelf.environment();
		this.startedAt = ProcSelf.startedAt();
	}

	/**
	 * Makes the daemon, and ends this process.
	 * @param attr the options
	 * @return what went wrong; everything is as it was before then
	 */
	static DaemonException handOver(DaemonAttr attr) {
		String unsupported = ProcSelf.unsupported();
		if (unsupported != null) {
			return new DaemonException("cannot make a daemon: " + unsupported);
		}
		try {
			new Stage0Parent(attr).run();
		}
		catch (DaemonException ex) {
			return ex;
		}
		catch (SystemCallFailure ex) {
			return new SystemCallException(ex);
		}
		catch (IOException ex) {
			return new DaemonException("cannot make a daemon: " + text(ex), ex);
		}
		catch (OutOfMemoryError ex) {
			// Most likely not memory: this is also what there is for a thread too many
			return new DaemonException("cannot make a daemon: " + ex.getMessage(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new DaemonException("interrupted while the daemon was starting; it was stopped", ex);
		}
		System.exit(0);
		throw new IllegalStateException("the process goes on after its end");
	}

	private static String text(IOException ex) {
		if (!(ex instanceof FileSystemException failure) || failure.getFile() == null) {
			// Newer JDKs add lines of what might be the reason
			return String.valueOf(ex.getMessage()).lines().findFirst().orElse("");
		}
		String reason = failure.getReason();
		if (reason == null) {
			reason = (ex instanceof AccessDeniedException) ? "Permission denied"
					: (ex instanceof NoSuchFileException) ? "No such file or directory" : ex.getClass().getSimpleName();
		}
		return failure.getFile() + ": " + reason;
	}

	/**
	 * Ctrl-C or a closed terminal cancels the start, at any time.
	 */
	private void run() throws IOException, SystemCallFailure, InterruptedException {
		LaunchPlan plan = plan();
		Thread cancel = new Thread(this::cancel, "makedaemon-cancel");
		addShutdownHook(cancel);
		try {
			FirstChild started = start();
			started.send(plan);
			awaitDaemon(started);
			removeFiles();
		}
		catch (IOException | SystemCallFailure | InterruptedException | RuntimeException | Error ex) {
			undo();
			throw ex;
		}
		finally {
			// In a parent that goes on, the ids of then may be other processes' at its
			// end
			removeShutdownHook(cancel);
		}
	}

	private synchronized FirstChild start() throws IOException, SystemCallFailure {
		awaitEndOfProcess();
		FirstChildFiles laidOut = FirstChildFiles.create(Stage1FirstChild.class);
		this.files = laidOut;
		FirstChild started = new FirstChild(start(laidOut.command()));
		this.firstChild = started;
		return started;
	}

	private synchronized void undo() throws InterruptedException {
		awaitEndOfProcess();
		stop();
	}

	private synchronized void cancel() {
		this.ending = true;
		try {
			stop();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * When the process is ending, what the start came to is nobody's business any more.
	 */
	private void awaitEndOfProcess() {
		while (this.ending) {
			try {
				wait();
			}
			catch (InterruptedException ex) {
				// It is ending all the same
			}
		}
	}

	private void stop() throws InterruptedException {
		FirstChild started = this.firstChild;
		try {
			if (started != null) {
				started.stop();
			}
		}
		finally {
			removeFiles();
		}
	}

	private synchronized void removeFiles() {
		if (this.files != null) {
			this.files.close();
		}
	}

	private LaunchPlan plan() throws IOException {
		String launcher = ProcSelf.javaLauncher();
		String launchDirectory = ProcSelf.workingDirectory();
		List<String> commandLine = ProcSelf.commandLine();
		JavaCommand command = JavaCommand.parse(commandLine, this.environment, launchDirectory);
		String name = this.attr.programName().isEmpty() ? commandLine.get(0)
				: ByteStrings.encode(this.attr.programName());
		String logDirectory = this.attr.logDirectory().map(BytePath::of).orElse("");
		List<String> crashFiles = new CrashFiles(this.environment).in(logDirectory);
		return new LaunchPlan(launcher, command.arguments(name, crashFiles, jvmOptions()), this.environment.variables(),
				tag(DaemonStage.DAEMON, ""), launchDirectory, workingDirectory(command, launchDirectory),
				this.attr.umask(), this.attr.captureOutput(), waits(), this.startedAt.toEpochMilli(),
				this.attr.files().stream().map(DaemonFile::planned).toList(), limits(), identity(), logDirectory);
	}

	private List<String> jvmOptions() {
		List<String> options = new ArrayList<>();
		if (this.attr.softLimits().containsKey(Resource.NOFILE)) {
			options.add(KEEP_SOFT_LIMIT);
		}
		this.attr.jvmOptions().stream().map(ByteStrings::encode).forEach(options::add);
		return options;
	}

	private String workingDirectory(JavaCommand command, String launchDirectory) {
		if (!this.attr.hasWorkingDirectory() && command.isBoundToLaunchDirectory()) {
			return launchDirectory;
		}
		return BytePath.of(this.attr.workingDirectory());
	}

	private List<ResourceLimit> limits() {
		List<ResourceLimit> limits = new ArrayList<>();
		for (Resource resource : Resource.values()) {
			Long soft = this.attr.softLimits().get(resource);
			Long hard = this.attr.hardLimits().get(resource);
			if (soft != null || hard != null) {
				limits.add(new ResourceLimit(resource.number(), resource.name().toLowerCase(Locale.ROOT), soft, hard));
			}
		}
		return limits;
	}

	private PlannedIdentity identity() throws IOException {
		String user = this.attr.user();
		String group = this.attr.group();
		if (!user.isEmpty() || !group.isEmpty()) {
			UserDatabase.check(user, group);
		}
		return new PlannedIdentity(ByteStrings.encode(user), ByteStrings.encode(group),
				this.attr.capabilities().stream().map((c) -> new KeptCapability(c.number(), c.name())).toList());
	}

	private boolean waits() {
		return !this.attr.startTimeout().isZero();
	}

	private static String tag(DaemonStage stage, @Nullable String rest) {
		return StageTag.sign(stage.number(), ThreadLocalRandom.current().nextInt(NANOSECONDS),
				(rest != null) ? rest : "");
	}

	private Process start(List<String> command) throws IOException, SystemCallFailure {
		int[] descriptors = this.attr.files()
			.stream()
			.filter(DaemonFile::isInherited)
			.mapToInt(DaemonFile::descriptor)
			.toArray();
		String tag = tag(DaemonStage.FIRST_CHILD, this.environment.get(StageTag.NAME));
		if (descriptors.length > 0) {
			return SpawnedProcess.start(command, withFileNames(tag).variables(), descriptors);
		}
		ProcessBuilder builder = new ProcessBuilder(command);
		Map<String, String> variables = builder.environment();
		// Not for the first child: a debugger's port is the daemon's
		Environment.JVM_OPTIONS.forEach(variables::remove);
		variables.put(StageTag.NAME, tag);
		return builder.start();
	}

	private Environment withFileNames(String tag) {
		Environment variables = this.environment.without(Environment.JVM_OPTIONS).with(StageTag.NAME, tag);
		int number = Handover.FIRST_FILE;
		for (DaemonFile file : this.attr.files()) {
			if (file.isInherited()) {
				String name = FileNames.PREFIX + number++;
				String value = FileNames.encode(ByteStrings.encode(file.name()), variables.get(name));
				variables = variables.with(name, value);
			}
		}
		return variables;
	}

	private void addShutdownHook(Thread hook) {
		try {
			Runtime.getRuntime().addShutdownHook(hook);
		}
		catch (IllegalStateException ex) {
			this.ending = true;
		}
	}

	private static void removeShutdownHook(Thread hook) {
		try {
			Runtime.getRuntime().removeShutdownHook(hook);
		}
		catch (IllegalStateException ex) {
			// This process is ending, and the hook has begun
		}
	}

	private static DaemonException exception(Report.CallFailed failed) {
		SystemCallFailure failure = failed.failure();
		if (failure.call().equals("flock") && failure.errno() == SystemCallFailure.EWOULDBLOCK) {
			return new FileLockedException(ByteStrings.decode(failure.object()),
					LockHolder.find(BytePath.toPath(failure.object())));
		}
		return new SystemCallException(failure);
	}

	/**
	 * What the daemon writes to is opened while the first child still has it.
	 */
	private void awaitDaemon(FirstChild started) throws IOException, InterruptedException {
		Report.Outputs outputs = next(started, Report.Outputs.class);
		try (InputStream reports = started.open(outputs.reports());
				InputStream output = started.open(outputs.stdout());
				InputStream errors = started.open(outputs.stderr())) {
			Reports daemon = started.receive(reports);
			started.go();
			long pid = next(started, Report.Spawned.class).pid();
			if (!next(started, Report.HandedOver.class).done()) {
				throw ended(output, errors);
			}
			started.awaitEnd();
			if (waits()) {
				awaitReady(started, daemon, output, errors);
				this.attr.startListener().ready(pid, Duration.between(this.startedAt, Instant.now()));
			}
			else {
				this.attr.startListener().started(pid);
			}
		}
	}

	private static <R extends Report> R next(FirstChild started, Class<R> expected)
			throws IOException, InterruptedException {
		Report report = started.next();
		if (expected.isInstance(report)) {
			return expected.cast(report);
		}
		if (report instanceof Report.CallFailed failed) {
			throw exception(failed);
		}
		if (report == null) {
			throw new DaemonException(
					"the first child did not start the daemon within " + FirstChild.TIMEOUT.toSeconds() + " seconds");
		}
		String printed = started.printed().strip();
		throw new DaemonException("the first child ended without a daemon"
				+ (printed.isEmpty() ? ", and without a word: was it killed?" : "; it had printed:\n" + printed));
	}

	private void awaitReady(FirstChild started, Reports daemon, InputStream output, InputStream errors)
			throws IOException, InterruptedException {
		Report report = daemon.next(this.attr.startTimeout());
		if (report instanceof Report.Failed failed) {
			started.endDaemon();
			throw new StartFailedException(failed.text());
		}
		if (report == null) {
			throw new StartTimeoutException(this.attr.startTimeout());
		}
		if (!(report instanceof Report.Ready)) {
			throw ended(output, errors);
		}
	}

	private static StartFailedException ended(InputStream output, InputStream errors) throws IOException {
		String printed = (Printed.in(errors) + Printed.in(output)).strip();
		return new StartFailedException(
				"the daemon ended before it was ready" + (printed.isEmpty() ? "" : "; it had printed:\n" + printed));
	}

}

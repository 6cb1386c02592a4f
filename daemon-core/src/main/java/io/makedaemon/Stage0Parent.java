package io.makedaemon;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.makedaemon.launch.BytePath;
import io.makedaemon.launch.Environment;
import io.makedaemon.launch.FileNames;
import io.makedaemon.launch.FirstChildFiles;
import io.makedaemon.launch.Handover;
import io.makedaemon.launch.JavaCommand;
import io.makedaemon.launch.LaunchPlan;
import io.makedaemon.launch.LockHolder;
import io.makedaemon.launch.ProcSelf;
import io.makedaemon.launch.Report;
import io.makedaemon.launch.Reports;
import io.makedaemon.launch.StageTag;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Posix;
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

	/** Long enough for a small JVM to start on a machine that is very busy. */
	private static final Duration FIRST_CHILD_TIMEOUT = Duration.ofMinutes(1);

	/** How long a daemon that failed may take to end by itself, and by SIGTERM. */
	private static final Duration END_TIMEOUT = Duration.ofSeconds(10);

	/** The variables by which every JVM gets options: not for the first child. */
	private static final List<String> OPTION_VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS",
			"_JAVA_OPTIONS");

	private static final long POLL_MILLIS = 10;

	private static final int NANOSECONDS = 1_000_000_000;

	private final DaemonAttr attr;

	private final Environment environment;

	private final Instant startedAt;

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
			return new DaemonException("cannot make a daemon: " + ex, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new DaemonException("interrupted while the daemon was starting; it was stopped", ex);
		}
		System.exit(0);
		throw new IllegalStateException("the process goes on after its end");
	}

	private void run() throws IOException, SystemCallFailure, InterruptedException {
		LaunchPlan plan = plan();
		try (FirstChildFiles files = FirstChildFiles.create(Stage1FirstChild.class)) {
			Process firstChild = start(files.command());
			try {
				send(plan, firstChild);
				awaitFirstChild(firstChild);
			}
			finally {
				firstChild.destroyForcibly();
				firstChild.waitFor();
			}
		}
	}

	private LaunchPlan plan() throws IOException {
		String launchDirectory = ProcSelf.workingDirectory();
		List<String> commandLine = ProcSelf.commandLine();
		JavaCommand command = JavaCommand.parse(commandLine, this.environment, launchDirectory);
		String name = this.attr.programName().isEmpty() ? commandLine.get(0)
				: ByteStrings.encode(this.attr.programName());
		List<String> jvmOptions = this.attr.jvmOptions().stream().map(ByteStrings::encode).toList();
		return new LaunchPlan(ProcSelf.javaLauncher(), command.arguments(name, jvmOptions),
				this.environment.variables(), tag(DaemonStage.DAEMON, ""), launchDirectory,
				BytePath.of(this.attr.workingDirectory()), this.attr.umask(), this.attr.captureOutput(), waits(),
				this.startedAt.toEpochMilli(), this.attr.files().stream().map(DaemonFile::planned).toList());
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
		OPTION_VARIABLES.forEach(variables::remove);
		variables.put(StageTag.NAME, tag);
		return builder.start();
	}

	private Environment withFileNames(String tag) {
		Environment variables = this.environment.without(OPTION_VARIABLES).with(StageTag.NAME, tag);
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

	private static void send(LaunchPlan plan, Process firstChild) {
		try {
			plan.write(firstChild.getOutputStream());
		}
		catch (IOException ex) {
			// It has ended already: what it printed says why
		}
	}

	private void awaitFirstChild(Process firstChild) throws IOException, InterruptedException {
		Report report = new Reports(firstChild.getInputStream()).next(FIRST_CHILD_TIMEOUT);
		if (report instanceof Report.Spawned daemon) {
			// Ctrl-C or a closed terminal while waiting cancels the start
			Thread cancel = new Thread(() -> cancel(daemon.pid()), "makedaemon-cancel");
			Runtime.getRuntime().addShutdownHook(cancel);
			try {
				awaitDaemon(firstChild, daemon);
			}
			catch (IOException | InterruptedException | DaemonException ex) {
				end(daemon.pid(), Duration.ZERO);
				throw ex;
			}
			finally {
				removeShutdownHook(cancel);
			}
		}
		else if (report instanceof Report.CallFailed failed) {
			throw exception(failed);
		}
		else if (report == null) {
			throw new DaemonException(
					"the first child did not start the daemon within " + FIRST_CHILD_TIMEOUT.toSeconds() + " seconds");
		}
		else {
			throw new DaemonException("the first child ended without a daemon; it had printed:\n"
					+ available(firstChild.getErrorStream()).strip());
		}
	}

	/**
	 * A parent that goes on in the foreground must not keep the hook: when it ends, the
	 * process id may be another process's.
	 */
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
		if (failure.call().equals("flock") && failure.errno() == Posix.EWOULDBLOCK) {
			return new FileLockedException(ByteStrings.decode(failure.object()),
					LockHolder.find(BytePath.toPath(failure.object())));
		}
		return new SystemCallException(failure);
	}

	/**
	 * The first child stays until its input ends, so that the reading ends of its pipes
	 * can be opened here.
	 */
	private void awaitDaemon(Process firstChild, Report.Spawned daemon) throws IOException, InterruptedException {
		if (!waits()) {
			release(firstChild);
			this.attr.startListener().started(daemon.pid());
			return;
		}
		try (InputStream reports = open(firstChild, daemon.reports());
				InputStream output = open(firstChild, daemon.output());
				InputStream errors = open(firstChild, daemon.errors())) {
			release(firstChild);
			awaitReady(daemon.pid(), new Reports(reports), output, errors);
		}
	}

	private static void release(Process firstChild) throws IOException, InterruptedException {
		firstChild.getOutputStream().close();
		firstChild.waitFor();
	}

	private static InputStream open(Process process, int descriptor) throws IOException {
		return (descriptor < 0) ? InputStream.nullInputStream()
				: new FileInputStream("/proc/" + process.pid() + "/fd/" + descriptor);
	}

	private void awaitReady(long pid, Reports reports, InputStream output, InputStream errors)
			throws IOException, InterruptedException {
		Report report = reports.next(this.attr.startTimeout());
		if (report instanceof Report.Ready) {
			this.attr.startListener().ready(pid, Duration.between(this.startedAt, Instant.now()));
		}
		else if (report instanceof Report.Failed failed) {
			end(pid, END_TIMEOUT);
			throw new StartFailedException(failed.text());
		}
		else if (report == null) {
			throw new StartTimeoutException(this.attr.startTimeout());
		}
		else {
			String printed = (available(errors) + available(output)).strip();
			throw new StartFailedException("the daemon ended before it was ready"
					+ (printed.isEmpty() ? "" : "; it had printed:\n" + printed));
		}
	}

	/**
	 * What is in a pipe: other processes may still have it open for writing.
	 */
	private static String available(InputStream stream) throws IOException {
		byte[] bytes = new byte[stream.available()];
		int length = Math.max(0, stream.read(bytes));
		return new String(bytes, 0, length, Charset.defaultCharset());
	}

	private static void cancel(long pid) {
		try {
			end(pid, Duration.ZERO);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Ends the daemon: by itself, then by SIGTERM, then by SIGKILL.
	 */
	private static void end(long pid, Duration grace) throws InterruptedException {
		ProcessHandle daemon = ProcessHandle.of(pid).orElse(null);
		if (daemon == null || ended(daemon, grace)) {
			return;
		}
		daemon.destroy();
		if (!ended(daemon, END_TIMEOUT)) {
			daemon.destroyForcibly();
			ended(daemon, END_TIMEOUT);
		}
	}

	/**
	 * {@link ProcessHandle#onExit()} looks at a process that is not a child at ever
	 * longer intervals, of up to seconds.
	 */
	private static boolean ended(ProcessHandle process, Duration timeout) throws InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (process.isAlive()) {
			if (System.nanoTime() > deadline) {
				return false;
			}
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
		}
		return true;
	}

}

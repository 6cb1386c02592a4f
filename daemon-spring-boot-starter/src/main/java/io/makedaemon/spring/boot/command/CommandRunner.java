package io.makedaemon.spring.boot.command;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonException;
import io.makedaemon.DaemonSignal;
import io.makedaemon.RunningDaemon;
import io.makedaemon.spring.boot.diagnostics.PropertyOrigin;
import io.makedaemon.spring.boot.diagnostics.Terminal;
import io.makedaemon.spring.boot.prepare.Preparer;
import io.makedaemon.spring.boot.systemd.Systemctl;

/**
 * Runs the user's command, and prints its result.
 */
public final class CommandRunner {

	private static final double NANOS = 1e9;

	private static final long MEGA = 1_000_000;

	private final String name;

	private final @Nullable DaemonCommand command;

	private final @Nullable String pidFile;

	private final Duration stopTimeout;

	private final Environment environment;

	private final Supplier<Preparer> preparer;

	private final boolean quiet;

	private final boolean checksMemory;

	private boolean restarting;

	/**
	 * Create a runner.
	 * @param name the program's name
	 * @param command the command, or null if there is none
	 * @param pidFile the value of {@code daemon.pid-file}, or null
	 * @param stopTimeout the value of {@code daemon.stop-timeout}, or null
	 * @param environment the environment, which has Boot's timeouts
	 * @param preparer prepares faster starts
	 * @param quiet whether to print only failures and what was asked for
	 * @param checksMemory whether an upgrade needs memory for two generations
	 */
	public CommandRunner(String name, @Nullable DaemonCommand command, @Nullable String pidFile,
			@Nullable Duration stopTimeout, Environment environment, Supplier<Preparer> preparer, boolean quiet,
			boolean checksMemory) {
		this.name = name;
		this.command = command;
		this.pidFile = pidFile;
		this.stopTimeout = StopTimeout.of(stopTimeout, environment);
		this.environment = environment;
		this.preparer = preparer;
		this.quiet = quiet;
		this.checksMemory = checksMemory;
	}

	/**
	 * Return the exit code of a failure.
	 * @param failure the failure
	 * @param environment the environment, which has the command
	 * @return the exit code
	 */
	public static int exitCode(RuntimeException failure, Environment environment) {
		return ExitCode.of(failure, DaemonCommand.find(environment));
	}

	/**
	 * Run the command, if there is one.
	 * @param foreground whether the application stays in the foreground
	 * @return the exit code; empty if the application should start now
	 */
	public OptionalInt run(boolean foreground) {
		if (this.command == null || (this.command == DaemonCommand.START && foreground)) {
			return OptionalInt.empty();
		}
		return run(this.command);
	}

	private OptionalInt run(DaemonCommand command) {
		try {
			return switch (command) {
				case START -> start(false);
				case RUN -> OptionalInt.empty();
				case STOP -> OptionalInt.of(stop(false));
				case FORCE_STOP -> OptionalInt.of(stop(true));
				case RESTART -> restart();
				case UPGRADE -> upgrade();
				case RELOAD -> OptionalInt.of(reload());
				case STATUS -> OptionalInt.of(status());
				case PREPARE -> OptionalInt.of(prepare());
			};
		}
		catch (DaemonException ex) {
			String origin = PropertyOrigin.ofOption(ex.option(), this.environment);
			return fail(ex.getMessage() + ((origin != null) ? "; set by " + origin : ""), ExitCode.of(ex, command));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return fail("interrupted", ExitCode.FAILED);
		}
	}

	/**
	 * Return whether a daemon was stopped in order to start it with this command line.
	 * @return whether the command is restart, and has been run
	 */
	public boolean isRestarting() {
		return this.restarting;
	}

	/**
	 * Return whether the daemon is to be replaced by one with this command line.
	 * @return whether the command is upgrade
	 */
	public boolean isUpgrading() {
		return this.command == DaemonCommand.UPGRADE;
	}

	/**
	 * Return which daemon is running when a restart or an upgrade has failed.
	 * @return a sentence
	 */
	public String whatIsLeft() {
		try {
			OptionalLong pid = find().stream().mapToLong(RunningDaemon::pid).findFirst();
			return pid.isPresent() ? "The daemon is running, pid " + pid.getAsLong() + "."
					: "The daemon is no longer running.";
		}
		catch (DaemonException ex) {
			return "Whether the daemon is running cannot be determined: " + ex.getMessage();
		}
	}

	/**
	 * Return how long a daemon may take to end.
	 * @return the timeout
	 */
	public Duration stopTimeout() {
		return this.stopTimeout;
	}

	/**
	 * Look for a daemon that was started since the command was run.
	 * @return the exit code; empty if there is no such daemon, or the command does not
	 * start one
	 */
	public OptionalInt findStarted() {
		return (this.command == DaemonCommand.START) ? start(true) : OptionalInt.empty();
	}

	/**
	 * Return the pid file, without creating anything.
	 * @return the file, or null if there is none
	 * @throws DaemonException if its directory is not safe
	 */
	public @Nullable Path pidFile() {
		return location().file();
	}

	/**
	 * Create the directory of the pid file, if it is the user's private one, for a daemon
	 * that is about to start.
	 * @throws DaemonException if the directory is not safe, or if the daemon of an
	 * earlier version is running, whose pid file does not keep another daemon from
	 * starting
	 */
	public void prepareStart() {
		PidFileLocation location = location();
		location.fileToMake();
		location.findFormer().ifPresent((daemon) -> {
			throw new DaemonException(
					daemon + ", which an earlier version started, is running: use --daemon.command=restart");
		});
	}

	private PidFileLocation location() {
		return PidFileLocation.of(this.pidFile, this.name, Daemon.launchDirectory());
	}

	private OptionalInt fail(@Nullable String message, int exitCode) {
		Terminal.complain(this.name + ": " + message);
		return OptionalInt.of(exitCode);
	}

	/**
	 * Look for a running daemon. One whose pid file was removed is looked for later,
	 * while the start waits anyway.
	 */
	private OptionalInt start(boolean thoroughly) {
		PidFileLocation location = location();
		Path file = location.file();
		boolean looksFor = file != null && (thoroughly || Files.exists(file, LinkOption.NOFOLLOW_LINKS));
		Optional<RunningDaemon> daemon = (looksFor ? RunningDaemon.find(Objects.requireNonNull(file))
				: Optional.<RunningDaemon>empty())
			.or(location::findFormer);
		if (daemon.isEmpty()) {
			return OptionalInt.empty();
		}
		say("is already running, pid " + daemon.get().pid());
		return OptionalInt.of(ExitCode.OK);
	}

	private int stop(boolean force) throws InterruptedException {
		Optional<RunningDaemon> daemon = find();
		if (daemon.isEmpty()) {
			say("is not running");
			return ExitCode.OK;
		}
		long start = System.nanoTime();
		if (end(daemon.get())) {
			say("was stopped after " + seconds(start));
			return ExitCode.OK;
		}
		if (force && daemon.get().kill()) {
			say("was killed after " + seconds(start) + ", since it did not end by itself");
			return ExitCode.OK;
		}
		Terminal.complain(this.name + " has not ended within " + seconds(this.stopTimeout) + ", pid "
				+ daemon.get().pid() + (force ? "" : HangingDaemon.describe(daemon.get())
						+ "\n\nGive it more time with daemon.stop-timeout, or kill it with --daemon.command=force-stop."));
		return ExitCode.FAILED;
	}

	private boolean end(RunningDaemon daemon) throws InterruptedException {
		return this.quiet ? daemon.stop(this.stopTimeout) : daemon.stop(this.stopTimeout, this.name);
	}

	private OptionalInt restart() throws InterruptedException {
		int exitCode = stop(false);
		if (exitCode == ExitCode.OK) {
			this.restarting = true;
			return OptionalInt.empty();
		}
		Terminal.complain("\n" + this.name + " was not started again");
		return OptionalInt.of(exitCode);
	}

	/**
	 * Check that there is a daemon that this command may replace.
	 */
	private OptionalInt upgrade() {
		checkSupported();
		Optional<RunningDaemon> daemon = RunningDaemon.find(file());
		if (daemon.isEmpty() && location().findFormer().isPresent()) {
			return fail("an earlier version has started the daemon: restart it once", ExitCode.FAILED);
		}
		if (daemon.isEmpty()) {
			Terminal.complain(this.name + " is not running");
			return OptionalInt.of(ExitCode.NOT_RUNNING);
		}
		Map<String, String> published = daemon.get().published();
		if (!published.isEmpty() && !published.containsKey(RunningStatus.SOCKETS)) {
			return fail(
					"the running daemon has no socket that the new generation could inherit: set daemon.upgradable to"
							+ " true, and restart the daemon once",
					ExitCode.FAILED);
		}
		String unit = Systemctl.unitOf(daemon.get().pid());
		if (unit != null) {
			return fail(
					"the daemon belongs to a unit of systemd, and only the unit can upgrade it: use systemctl reload "
							+ unit + ", with the upgrade as its ExecReload=",
					ExitCode.FAILED);
		}
		long missing = this.checksMemory ? daemon.get().missingMemory() : 0;
		if (missing > 0) {
			return fail("there is not enough memory for two generations at the same time, "
					+ Math.max(1, missing / MEGA) + " MB are missing: use restart, or set daemon.memory-check to false",
					ExitCode.FAILED);
		}
		return OptionalInt.empty();
	}

	private int reload() throws InterruptedException {
		Optional<RunningDaemon> daemon = find();
		if (daemon.isEmpty()) {
			Terminal.complain(this.name + " is not running");
			return ExitCode.NOT_RUNNING;
		}
		if (!daemon.get().signal(DaemonSignal.HUP)) {
			Terminal.complain(this.name + " cannot reload: it does not handle SIGHUP, pid " + daemon.get().pid());
			return ExitCode.FAILED;
		}
		say("was told to reload, pid " + daemon.get().pid());
		return ExitCode.OK;
	}

	private int status() {
		Optional<RunningDaemon> daemon = find();
		if (daemon.isPresent()) {
			Terminal.say(this.name + " " + RunningStatus.of(daemon.get()));
			return ExitCode.OK;
		}
		Path file = file();
		OptionalLong stranger = RunningDaemon.findStranger(file);
		if (stranger.isPresent()) {
			String process = (stranger.getAsLong() != 0) ? "process " + stranger.getAsLong()
					: "a process that cannot be found";
			Terminal.say(this.name + " is not running; its pid file " + file + " is locked by " + process
					+ ", which is not the daemon");
			return ExitCode.STATUS_NOT_RUNNING;
		}
		if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
			Terminal
				.say(this.name + " is not running, but its pid file " + file + " exists: it was killed, or it crashed");
			return ExitCode.STATUS_DEAD;
		}
		Terminal.say(this.name + " is not running");
		return ExitCode.STATUS_NOT_RUNNING;
	}

	private int prepare() throws InterruptedException {
		checkSupported();
		String result = this.preparer.get().prepare();
		if (!this.quiet) {
			Terminal.say(result);
		}
		return ExitCode.OK;
	}

	private Optional<RunningDaemon> find() {
		checkSupported();
		return RunningDaemon.find(file()).or(location()::findFormer);
	}

	private static void checkSupported() {
		String unsupported = Daemon.unsupported();
		if (unsupported != null) {
			throw new DaemonException("commands do not work here: " + unsupported);
		}
	}

	private Path file() {
		Path file = location().file();
		if (file == null) {
			throw new DaemonException("commands need a pid file, and daemon.pid-file is empty");
		}
		return file;
	}

	private void say(String text) {
		if (!this.quiet) {
			Terminal.say(this.name + " " + text);
		}
	}

	private static String seconds(Duration timeout) {
		String number = BigDecimal.valueOf(timeout.toMillis(), 3).stripTrailingZeros().toPlainString();
		return number + (number.equals("1") ? " second" : " seconds");
	}

	private static String seconds(long start) {
		return String.format(Locale.ROOT, "%.1f seconds", (System.nanoTime() - start) / NANOS);
	}

}

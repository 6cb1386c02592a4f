package io.makedaemon.spring.boot;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonException;
import io.makedaemon.DaemonSignal;
import io.makedaemon.RunningDaemon;
import io.makedaemon.StartFailedException;
import io.makedaemon.SystemCallException;
import io.makedaemon.spring.boot.prepare.Preparer;

/**
 * Runs a {@link DaemonCommand}, and tells the user what has come of it. The exit codes
 * are those of the Linux Standard Base for init scripts.
 */
final class CommandRunner {

	static final int OK = 0;

	static final int FAILED = 1;

	/** Of all commands but status. */
	static final int NOT_PERMITTED = 4;

	/** Of reload. */
	static final int NOT_RUNNING = 7;

	static final int STATUS_DEAD = 1;

	static final int STATUS_NOT_RUNNING = 3;

	static final int STATUS_UNKNOWN = 4;

	private static final Set<String> FORBIDDEN = Set.of("EPERM", "EACCES");

	private static final double NANOS = 1e9;

	private final String name;

	private final Supplier<PidFileLocation> location;

	private final Supplier<Preparer> preparer;

	private final Duration timeout;

	private final boolean quiet;

	/**
	 * Creates a runner.
	 * @param name the program's name
	 * @param location where the pid file is
	 * @param preparer prepares faster starts
	 * @param timeout how long the daemon may take to end
	 * @param quiet whether nothing is printed but failures, and what is asked for
	 */
	CommandRunner(String name, Supplier<PidFileLocation> location, Supplier<Preparer> preparer, Duration timeout,
			boolean quiet) {
		this.name = name;
		this.location = location;
		this.preparer = preparer;
		this.timeout = timeout;
		this.quiet = quiet;
	}

	/**
	 * Runs a command.
	 * @param command the command
	 * @return the exit code; empty if the application is to be started now
	 */
	OptionalInt run(DaemonCommand command) {
		try {
			return switch (command) {
				case START -> start();
				case RUN -> OptionalInt.empty();
				case STOP -> OptionalInt.of(stop(false));
				case FORCE_STOP -> OptionalInt.of(stop(true));
				case RESTART -> restart();
				case RELOAD -> OptionalInt.of(reload());
				case STATUS -> OptionalInt.of(status());
				case PREPARE -> OptionalInt.of(prepare());
			};
		}
		catch (DaemonException ex) {
			return fail(ex.getMessage(), exitCode(ex, command));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return fail("interrupted", FAILED);
		}
	}

	/**
	 * Returns the exit code of what has failed.
	 * @param failure the failure
	 * @param command the command, or null if there is none
	 * @return the exit code
	 */
	static int exitCode(RuntimeException failure, @Nullable DaemonCommand command) {
		if (failure instanceof StartFailedException start) {
			return start.exitCode();
		}
		if (command == DaemonCommand.STATUS) {
			return STATUS_UNKNOWN;
		}
		boolean forbidden = failure instanceof SystemCallException call && FORBIDDEN.contains(call.errno());
		return (command != null && forbidden) ? NOT_PERMITTED : FAILED;
	}

	private OptionalInt fail(@Nullable String message, int exitCode) {
		System.err.println(this.name + ": " + message);
		return OptionalInt.of(exitCode);
	}

	private OptionalInt start() {
		Path file = this.location.get().file();
		Optional<RunningDaemon> daemon = (file != null) ? RunningDaemon.find(file) : Optional.empty();
		if (daemon.isEmpty()) {
			return OptionalInt.empty();
		}
		say("is already running, pid " + daemon.get().pid());
		return OptionalInt.of(OK);
	}

	private int stop(boolean force) throws InterruptedException {
		Optional<RunningDaemon> daemon = find();
		if (daemon.isEmpty()) {
			say("is not running");
			return OK;
		}
		long start = System.nanoTime();
		if (end(daemon.get())) {
			say("was stopped after " + seconds(start));
			return OK;
		}
		if (force && daemon.get().kill()) {
			say("was killed after " + seconds(start) + ", since it did not end by itself");
			return OK;
		}
		System.err.println(this.name + " has not ended within " + seconds(this.timeout) + ", pid " + daemon.get().pid()
				+ (force ? "" : "\n\nGive it more time with daemon.stop-timeout, or kill it with "
						+ "--daemon.command=force-stop."));
		return FAILED;
	}

	private boolean end(RunningDaemon daemon) throws InterruptedException {
		return this.quiet ? daemon.stop(this.timeout) : daemon.stop(this.timeout, this.name);
	}

	private OptionalInt restart() throws InterruptedException {
		int exitCode = stop(false);
		if (exitCode == OK) {
			return OptionalInt.empty();
		}
		System.err.println("\n" + this.name + " was not started again");
		return OptionalInt.of(exitCode);
	}

	private int reload() throws InterruptedException {
		Optional<RunningDaemon> daemon = find();
		if (daemon.isEmpty()) {
			System.err.println(this.name + " is not running");
			return NOT_RUNNING;
		}
		if (!daemon.get().signal(DaemonSignal.HUP)) {
			System.err
				.println(this.name + " cannot be told to reload: it does not handle SIGHUP, pid " + daemon.get().pid());
			return FAILED;
		}
		say("was told to reload, pid " + daemon.get().pid());
		return OK;
	}

	private int status() {
		Optional<RunningDaemon> daemon = find();
		if (daemon.isPresent()) {
			System.out.println(this.name + " " + RunningStatus.of(daemon.get()));
			return OK;
		}
		Path file = file();
		if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
			System.out.println(this.name + " is not running, but its pid file " + file
					+ " is there: it was killed, or has crashed");
			return STATUS_DEAD;
		}
		System.out.println(this.name + " is not running");
		return STATUS_NOT_RUNNING;
	}

	private int prepare() throws InterruptedException {
		checkSupported();
		String result = this.preparer.get().prepare();
		if (!this.quiet) {
			System.out.println(result);
		}
		return OK;
	}

	private Optional<RunningDaemon> find() {
		checkSupported();
		return RunningDaemon.find(file());
	}

	private static void checkSupported() {
		String unsupported = Daemon.unsupported();
		if (unsupported != null) {
			throw new DaemonException("there are no commands here: " + unsupported);
		}
	}

	private Path file() {
		Path file = this.location.get().file();
		if (file == null) {
			throw new DaemonException("commands need a pid file, and daemon.pid-file is empty");
		}
		return file;
	}

	private void say(String text) {
		if (!this.quiet) {
			System.out.println(this.name + " " + text);
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

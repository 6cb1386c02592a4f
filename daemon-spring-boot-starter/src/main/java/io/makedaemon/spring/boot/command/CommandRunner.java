package io.makedaemon.spring.boot.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

import io.makedaemon.DaemonException;
import io.makedaemon.FileLockedException;
import io.makedaemon.RunningDaemon;
import io.makedaemon.spring.boot.diagnostics.PropertyOrigin;
import io.makedaemon.spring.boot.diagnostics.Terminal;
import io.makedaemon.spring.boot.prepare.Preparer;

/**
 * Runs the user's command. Each group of commands has a class.
 */
public final class CommandRunner {

	private final @Nullable DaemonCommand command;

	private final CommandSettings settings;

	private final Duration stopTimeout;

	private final Environment environment;

	private final Supplier<Preparer> preparer;

	private final Consumer<Duration> unitPrinter;

	private final TargetDaemon target;

	private final CommandOutput output;

	private final StartHint hint;

	private boolean restarting;

	/**
	 * Create a runner.
	 * @param name the program's name
	 * @param command the command, or null if there is none
	 * @param settings what the properties say about commands
	 * @param environment the environment, which has Boot's timeouts
	 * @param preparer prepares faster starts
	 * @param unitPrinter prints the unit of a service manager, which gives the daemon a
	 * time to end
	 */
	public CommandRunner(String name, @Nullable DaemonCommand command, CommandSettings settings,
			ConfigurableEnvironment environment, Supplier<Preparer> preparer, Consumer<Duration> unitPrinter) {
		this.command = command;
		this.settings = settings;
		this.stopTimeout = StopTimeout.of(settings.stopTimeout(), environment);
		this.environment = environment;
		this.preparer = preparer;
		this.unitPrinter = unitPrinter;
		this.target = new TargetDaemon(name, settings.pidFile());
		this.output = new CommandOutput(name, settings.quiet());
		this.hint = new StartHint(name, environment);
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
	 * Print the help, which needs nothing of what a runner needs.
	 * @return the exit code
	 */
	public static int help() {
		return HelpCommand.run();
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
				case START -> start().find(false);
				case RUN -> OptionalInt.empty();
				case STOP -> OptionalInt.of(stop().run(false));
				case FORCE_STOP -> OptionalInt.of(stop().run(true));
				case RESTART -> restart();
				case RELOAD -> OptionalInt.of(new ReloadCommand(this.target, this.output).run());
				case UPGRADE -> new UpgradeCommand(this.target, this.output, this.settings.checksMemory()).check();
				case STATUS ->
					OptionalInt.of(new StatusCommand(this.target, this.output, this.settings.statusFormat()).run());
				case LOG -> OptionalInt.of(log());
				case PREPARE -> OptionalInt.of(prepare());
				case UNIT -> OptionalInt.of(printUnit());
				case DUMP -> OptionalInt.of(new DumpCommand(this.target, this.output, this.settings.heapFile()).run());
				case HELP -> OptionalInt.of(HelpCommand.run());
			};
		}
		catch (DaemonException ex) {
			String origin = PropertyOrigin.ofOption(ex.option(), this.environment);
			this.output.fail(ex.getMessage() + ((origin != null) ? "; set by " + origin : ""));
			return OptionalInt.of(ExitCode.of(ex, command));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.output.fail("interrupted");
			return OptionalInt.of(ExitCode.FAILED);
		}
	}

	private StartCommand start() {
		return new StartCommand(this.target, this.output, this.hint);
	}

	private StopCommand stop() {
		return new StopCommand(this.target, this.output, this.stopTimeout);
	}

	private OptionalInt restart() throws InterruptedException {
		int exitCode = stop().run(false);
		if (exitCode == ExitCode.OK) {
			this.restarting = true;
			return OptionalInt.empty();
		}
		Terminal.complain("");
		this.output.complain("was not started again");
		return OptionalInt.of(exitCode);
	}

	private int log() throws InterruptedException {
		return new LogCommand(this.target, this.output, this.settings.logFile(), this.settings.user())
			.run(this.settings.logLines(), this.settings.followsLog());
	}

	private int prepare() throws InterruptedException {
		TargetDaemon.checkSupported();
		String result = this.preparer.get().prepare();
		if (!this.settings.quiet()) {
			Terminal.say(result);
		}
		return ExitCode.OK;
	}

	private int printUnit() {
		TargetDaemon.checkSupported();
		this.unitPrinter.accept(this.stopTimeout);
		return ExitCode.OK;
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
			OptionalLong pid = this.target.find().stream().mapToLong(RunningDaemon::pid).findFirst();
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
	 * Return what the user can do once the daemon is started.
	 * @return the text, to follow the line about the start
	 */
	public String hint() {
		return this.settings.quiet() ? "" : this.hint.text();
	}

	/**
	 * Say what the user probably meant whose start has failed.
	 * @param failure the failure
	 */
	public void explain(RuntimeException failure) {
		String meant = this.hint.ofFailure();
		if (meant != null && failure instanceof FileLockedException) {
			Terminal.complain("\n" + meant);
		}
	}

	/**
	 * Look for a daemon that was started since the command was run.
	 * @return the exit code; empty if there is no such daemon, or the command does not
	 * start one
	 */
	public OptionalInt findStarted() {
		return (this.command == DaemonCommand.START) ? start().find(true) : OptionalInt.empty();
	}

	/**
	 * Return the pid file, without creating anything.
	 * @return the file, or null if there is none
	 * @throws DaemonException if its directory is not safe
	 */
	public @Nullable Path pidFile() {
		return this.target.location().file();
	}

	/**
	 * Create the directory of the pid file, if it is the user's private one, for a daemon
	 * that is about to start.
	 * @throws DaemonException if the directory is not safe, or if the daemon of an
	 * earlier version is running, whose pid file does not keep another daemon from
	 * starting
	 */
	public void prepareStart() {
		PidFileLocation location = this.target.location();
		location.fileToMake();
		location.findFormer().ifPresent((daemon) -> {
			throw new DaemonException(
					daemon + ", which an earlier version started, is running: use --daemon.command=restart");
		});
	}

}

package io.makedaemon.spring.boot.command;

import java.util.Optional;

import io.makedaemon.DaemonSignal;
import io.makedaemon.RunningDaemon;

/**
 * Makes the daemon reload its configuration.
 */
final class ReloadCommand {

	private final TargetDaemon target;

	private final CommandOutput output;

	ReloadCommand(TargetDaemon target, CommandOutput output) {
		this.target = target;
		this.output = output;
	}

	/**
	 * Send SIGHUP to the daemon, if it handles that signal.
	 * @return the exit code
	 * @throws InterruptedException if this thread is interrupted
	 */
	int run() throws InterruptedException {
		Optional<RunningDaemon> daemon = this.target.find();
		if (daemon.isEmpty()) {
			this.output.complain("is not running");
			return ExitCode.NOT_RUNNING;
		}
		String waiting = Waiting.describe(daemon.get());
		if (waiting != null) {
			this.output.complain("is not running at the moment: " + waiting);
			return ExitCode.NOT_RUNNING;
		}
		if (!daemon.get().signal(DaemonSignal.HUP)) {
			this.output.complain("cannot reload: it does not handle SIGHUP, pid " + daemon.get().pid());
			return ExitCode.FAILED;
		}
		this.output.say("was told to reload, pid " + daemon.get().pid());
		return ExitCode.OK;
	}

}

package io.makedaemon.spring.boot.command;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

import io.makedaemon.RunningDaemon;

/**
 * Tells whether the daemon is running.
 */
final class StatusCommand {

	private final TargetDaemon target;

	private final CommandOutput output;

	StatusCommand(TargetDaemon target, CommandOutput output) {
		this.target = target;
		this.output = output;
	}

	/**
	 * Print the status.
	 * @return the exit code
	 */
	int run() {
		Optional<RunningDaemon> daemon = this.target.find();
		if (daemon.isPresent()) {
			this.output.answer(RunningStatus.of(daemon.get()));
			return ExitCode.OK;
		}
		Path file = this.target.file();
		OptionalLong stranger = RunningDaemon.findStranger(file);
		if (stranger.isPresent()) {
			String process = (stranger.getAsLong() != 0) ? "process " + stranger.getAsLong()
					: "a process that cannot be found";
			this.output.answer(
					"is not running; its pid file " + file + " is locked by " + process + ", which is not the daemon");
			return ExitCode.STATUS_NOT_RUNNING;
		}
		if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
			this.output.answer("is not running, but its pid file " + file + " exists: it was killed, or it crashed");
			return ExitCode.STATUS_DEAD;
		}
		this.output.answer("is not running");
		return ExitCode.STATUS_NOT_RUNNING;
	}

}

package io.makedaemon.spring.boot.command;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import io.makedaemon.ProcessState;
import io.makedaemon.RunningDaemon;
import io.makedaemon.spring.boot.command.StatusJson.State;
import io.makedaemon.spring.boot.diagnostics.Terminal;

/**
 * Tells whether the daemon is running.
 */
final class StatusCommand {

	private final TargetDaemon target;

	private final CommandOutput output;

	private final StatusFormat format;

	StatusCommand(TargetDaemon target, CommandOutput output, StatusFormat format) {
		this.target = target;
		this.output = output;
		this.format = format;
	}

	/**
	 * Print the status.
	 * @return the exit code
	 */
	int run() {
		Optional<RunningDaemon> daemon = this.target.find();
		Path file = this.target.file();
		if (daemon.isPresent()) {
			RunningStatus status = RunningStatus.of(daemon.get());
			print(file, status);
			return status.isWaiting() ? ExitCode.STATUS_DEAD : ExitCode.OK;
		}
		OptionalLong stranger = RunningDaemon.findStranger(file);
		if (stranger.isPresent()) {
			long pid = stranger.getAsLong();
			print(file, State.STOPPED, pid, "is not running; its pid file " + file + " is locked by "
					+ ((pid != 0) ? "process " + pid : "a process that cannot be found") + ", which is not the daemon");
			return ExitCode.STATUS_NOT_RUNNING;
		}
		if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
			print(file, State.DEAD, null,
					RunningDaemon.lastEnd(file)
						.map((reason) -> "is not running: " + reason)
						.orElse("is not running, but its pid file " + file + " exists: it was killed, or it crashed"));
			return ExitCode.STATUS_DEAD;
		}
		print(file, State.STOPPED, null, "is not running");
		return ExitCode.STATUS_NOT_RUNNING;
	}

	private void print(Path file, RunningStatus status) {
		if (this.format == StatusFormat.JSON) {
			Terminal.say(new StatusJson(this.output.name(), State.of(status), file, null, status).text());
		}
		else if (status.isWaiting()) {
			this.output.answer("is not running at the moment: " + Waiting.describe(status.daemon()));
		}
		else if (ProcessState.isOutputTerminal()) {
			Terminal.say(StatusBlock.of(this.output.name(), status));
		}
		else {
			this.output.answer(status.line());
		}
	}

	private void print(Path file, State state, @Nullable Long lockedBy, String text) {
		if (this.format == StatusFormat.JSON) {
			Terminal.say(new StatusJson(this.output.name(), state, file, lockedBy, null).text());
		}
		else {
			this.output.answer(text);
		}
	}

}

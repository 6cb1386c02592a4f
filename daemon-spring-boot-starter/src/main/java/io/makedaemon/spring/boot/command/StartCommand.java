package io.makedaemon.spring.boot.command;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

import io.makedaemon.RunningDaemon;

/**
 * Looks for a running daemon before one is started.
 */
final class StartCommand {

	private final TargetDaemon target;

	private final CommandOutput output;

	private final StartHint hint;

	StartCommand(TargetDaemon target, CommandOutput output, StartHint hint) {
		this.target = target;
		this.output = output;
		this.hint = hint;
	}

	/**
	 * Look for a running daemon.
	 * @param thoroughly whether to look also for one whose pid file was removed, which
	 * the start does while it waits anyway
	 * @return the exit code; empty if there is none
	 */
	OptionalInt find(boolean thoroughly) {
		PidFileLocation location = this.target.location();
		Path file = location.file();
		boolean looksFor = file != null && (thoroughly || Files.exists(file, LinkOption.NOFOLLOW_LINKS));
		Optional<RunningDaemon> daemon = (looksFor ? RunningDaemon.find(Objects.requireNonNull(file))
				: Optional.<RunningDaemon>empty())
			.or(location::findFormer);
		if (daemon.isEmpty()) {
			return OptionalInt.empty();
		}
		String waiting = Waiting.describe(daemon.get());
		this.output.say("is already running, pid " + daemon.get().pid() + ((waiting != null) ? ": " + waiting : "")
				+ this.hint.ofRunning());
		return OptionalInt.of(ExitCode.OK);
	}

}

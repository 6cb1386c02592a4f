package io.makedaemon.spring.boot.command;

import java.nio.file.Path;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonDump;
import io.makedaemon.RunningDaemon;
import io.makedaemon.spring.boot.diagnostics.Terminal;

/**
 * Shows what the JVM of the daemon is doing.
 */
final class DumpCommand {

	private final TargetDaemon target;

	private final CommandOutput output;

	private final @Nullable String heap;

	/**
	 * Create a command.
	 * @param target the daemon
	 * @param output where to print
	 * @param heap the file for the heap; null to print the threads
	 */
	DumpCommand(TargetDaemon target, CommandOutput output, @Nullable String heap) {
		this.target = target;
		this.output = output;
		this.heap = heap;
	}

	/**
	 * Print the threads, or let the daemon write its heap.
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
		DaemonDump dump = DaemonDump.of(daemon.get());
		if (StringUtils.hasText(this.heap)) {
			Path file = dump.heap(Daemon.launchDirectory().resolve(this.heap).normalize());
			this.output.say("has written its heap to " + file);
		}
		else {
			Terminal.say(dump.threads());
		}
		return ExitCode.OK;
	}

}

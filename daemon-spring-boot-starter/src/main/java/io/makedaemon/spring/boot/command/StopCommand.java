package io.makedaemon.spring.boot.command;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

import io.makedaemon.RunningDaemon;

/**
 * Ends the daemon.
 */
final class StopCommand {

	private static final double NANOS = 1e9;

	private final TargetDaemon target;

	private final CommandOutput output;

	private final Duration timeout;

	StopCommand(TargetDaemon target, CommandOutput output, Duration timeout) {
		this.target = target;
		this.output = output;
		this.timeout = timeout;
	}

	/**
	 * Stop the daemon.
	 * @param force whether to kill it if it does not end in time
	 * @return the exit code
	 * @throws InterruptedException if this thread is interrupted
	 */
	int run(boolean force) throws InterruptedException {
		Optional<RunningDaemon> daemon = this.target.find();
		if (daemon.isEmpty()) {
			this.output.say("is not running");
			return ExitCode.OK;
		}
		long start = System.nanoTime();
		if (end(daemon.get())) {
			this.output.say("was stopped after " + seconds(start));
			return ExitCode.OK;
		}
		if (force && daemon.get().kill()) {
			this.output.say("was killed after " + seconds(start) + ", since it did not end by itself");
			return ExitCode.OK;
		}
		this.output.complain("has not ended within " + seconds(this.timeout) + ", pid " + daemon.get().pid()
				+ (force ? "" : HangingDaemon.describe(daemon.get())
						+ "\n\nGive it more time with daemon.stop-timeout, or kill it with --daemon.command=force-stop."));
		return ExitCode.FAILED;
	}

	private boolean end(RunningDaemon daemon) throws InterruptedException {
		return this.output.isQuiet() ? daemon.stop(this.timeout) : daemon.stop(this.timeout, this.output.name());
	}

	private static String seconds(Duration timeout) {
		String number = BigDecimal.valueOf(timeout.toMillis(), 3).stripTrailingZeros().toPlainString();
		return number + (number.equals("1") ? " second" : " seconds");
	}

	private static String seconds(long start) {
		return String.format(Locale.ROOT, "%.1f seconds", (System.nanoTime() - start) / NANOS);
	}

}

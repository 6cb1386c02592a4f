package io.makedaemon.spring.boot.command;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

import io.makedaemon.RunningDaemon;
import io.makedaemon.spring.boot.systemd.Systemctl;

/**
 * Checks that there is a daemon that an upgrade may replace.
 */
final class UpgradeCommand {

	private static final long MEGA = 1_000_000;

	private final TargetDaemon target;

	private final CommandOutput output;

	private final boolean checksMemory;

	UpgradeCommand(TargetDaemon target, CommandOutput output, boolean checksMemory) {
		this.target = target;
		this.output = output;
		this.checksMemory = checksMemory;
	}

	/**
	 * Check the running daemon.
	 * @return the exit code; empty if the daemon may be replaced
	 */
	OptionalInt check() {
		Optional<RunningDaemon> daemon = this.target.findCurrent();
		if (daemon.isEmpty()) {
			return OptionalInt.of(isNotRunning());
		}
		String waiting = Waiting.describe(daemon.get());
		if (waiting != null) {
			this.output.complain("is not running at the moment: " + waiting);
			return OptionalInt.of(ExitCode.NOT_RUNNING);
		}
		String objection = objection(daemon.get());
		if (objection == null) {
			return OptionalInt.empty();
		}
		this.output.fail(objection);
		return OptionalInt.of(ExitCode.FAILED);
	}

	private int isNotRunning() {
		if (this.target.location().findFormer().isPresent()) {
			this.output.fail("an earlier version has started the daemon: restart it once");
			return ExitCode.FAILED;
		}
		this.output.complain("is not running");
		return ExitCode.NOT_RUNNING;
	}

	private @Nullable String objection(RunningDaemon daemon) {
		Map<String, String> published = daemon.published();
		if (!published.isEmpty() && !published.containsKey(RunningStatus.SOCKETS)) {
			return "the running daemon has no socket that the new generation could inherit: set daemon.upgradable to"
					+ " true, and restart the daemon once";
		}
		String unit = Systemctl.unitOf(daemon.pid());
		if (unit != null) {
			return "the daemon belongs to a unit of systemd, and only the unit can upgrade it: use systemctl reload "
					+ unit + ", with the upgrade as its ExecReload=";
		}
		long missing = this.checksMemory ? daemon.missingMemory() : 0;
		return (missing > 0) ? "there is not enough memory for two generations at the same time, "
				+ Math.max(1, missing / MEGA) + " MB are missing: use restart, or set daemon.memory-check to false"
				: null;
	}

}

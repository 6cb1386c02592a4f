package io.makedaemon;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.proc.HeldLock;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.wire.LaunchPlan;

/**
 * What other programs show for a supervisor: the daemon's name, and that it is the
 * supervisor.
 */
final class Stage1Title {

	private Stage1Title() {
	}

	/**
	 * Return the daemon's name.
	 */
	static String programName(LaunchPlan plan) {
		String argument = ByteStrings.decode(plan.program().arguments().get(0));
		return argument.substring(argument.lastIndexOf('/') + 1);
	}

	/**
	 * Set the name of this process, which it could not do as another user.
	 */
	static void rename(LaunchPlan plan) {
		ProcSelf.rename(title(plan));
	}

	/**
	 * Set the command line of this process.
	 */
	static void retitle(LaunchPlan plan) {
		ProcSelf.retitle(title(plan));
	}

	private static String title(LaunchPlan plan) {
		return programName(plan) + HeldLock.SUPERVISOR;
	}

}

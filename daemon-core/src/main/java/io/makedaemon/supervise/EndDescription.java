package io.makedaemon.supervise;

import java.io.File;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.wire.LaunchPlan;
import io.makedaemon.wire.WaitStatus;

/**
 * Describes how a supervised process has ended.
 */
public final class EndDescription {

	private static final String ERROR_FILE = "-XX:ErrorFile=";

	private static final String PID = "%p";

	/** How much of what the process says itself is part of the description. */
	private static final int MAX_LENGTH = 2000;

	private EndDescription() {
	}

	/**
	 * Describe the end of a process.
	 * @param plan the plan that it was started by
	 * @param pid its process id
	 * @param status how it has ended
	 * @param killed why its supervisor has killed it; empty if it has not
	 * @param failed why it has failed, according to itself; empty if it has not said
	 * @param readyMillis how long it was ready, in milliseconds; 0 if it was not
	 * @return a clause, in a single line
	 */
	public static String of(LaunchPlan plan, long pid, WaitStatus status, String killed, String failed,
			long readyMillis) {
		StringBuilder text = new StringBuilder("process ").append(pid).append(' ');
		if (killed.isEmpty()) {
			text.append(status);
		}
		else {
			text.append(killed).append(", and was killed");
		}
		text.append((readyMillis > 0) ? " after it was ready for " + duration(readyMillis) : " before it was ready");
		if (!failed.isEmpty()) {
			text.append(": ").append((failed.length() > MAX_LENGTH) ? failed.substring(0, MAX_LENGTH) + " …" : failed);
		}
		String crashLog = crashLog(plan, pid);
		if (!crashLog.isEmpty()) {
			text.append("; crash log: ").append(crashLog);
		}
		return text.toString();
	}

	/**
	 * Describe a time in the largest unit that fits.
	 * @param millis the time, in milliseconds
	 * @return the words
	 */
	public static String duration(long millis) {
		long seconds = TimeUnit.MILLISECONDS.toSeconds(millis);
		if (seconds < 1) {
			return millis + ((millis == 1) ? " millisecond" : " milliseconds");
		}
		if (seconds < 120) {
			return seconds + ((seconds == 1) ? " second" : " seconds");
		}
		long minutes = TimeUnit.SECONDS.toMinutes(seconds);
		return (minutes < 120) ? minutes + " minutes" : TimeUnit.MINUTES.toHours(minutes) + " hours";
	}

	/**
	 * Return the file that the JVM has written when it crashed; empty if there is none.
	 */
	private static String crashLog(LaunchPlan plan, long pid) {
		String file = plan.process().workingDirectory() + "/hs_err_pid" + PID + ".log";
		List<String> arguments = plan.program().arguments();
		for (String argument : arguments) {
			if (argument.startsWith(ERROR_FILE)) {
				file = argument.substring(ERROR_FILE.length());
			}
		}
		String name = ByteStrings.decode(file.replace(PID, Long.toString(pid)));
		return new File(name).exists() ? name : "";
	}

}

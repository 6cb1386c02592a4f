package io.makedaemon.prepare;

import org.jspecify.annotations.Nullable;

import io.makedaemon.jvm.JavaCommand;

/**
 * A process that a {@linkplain LauncherScript launcher script} has started, with JVM
 * options that suit a parent only.
 */
public final class LaunchedProcess {

	private static final String PROPERTY = JavaCommand.LAUNCHED.substring("-D".length(),
			JavaCommand.LAUNCHED.length() - 1);

	private static final String LAUNCHER = "__DAEMON_LAUNCHER";

	private LaunchedProcess() {
	}

	/**
	 * Return whether a launcher script has started this process.
	 * @return whether one has; false if the script had to run the program like a user
	 * without the script
	 */
	public static boolean isThisProcess() {
		return System.getProperty(PROPERTY) != null;
	}

	/**
	 * Return how the user calls the launcher script that has started this process.
	 * @return its name, or its path if the shell does not find it by its name; null if no
	 * script has started this process
	 */
	public static @Nullable String launcher() {
		return System.getProperty(LAUNCHER);
	}

}

package io.makedaemon.prepare;

import io.makedaemon.jvm.JavaCommand;

/**
 * A process that a {@linkplain LauncherScript launcher script} has started, with JVM
 * options that suit a parent only.
 */
public final class LaunchedProcess {

	private static final String PROPERTY = JavaCommand.LAUNCHED.substring("-D".length(),
			JavaCommand.LAUNCHED.length() - 1);

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

}

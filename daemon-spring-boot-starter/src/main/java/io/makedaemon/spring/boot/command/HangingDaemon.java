package io.makedaemon.spring.boot.command;

import java.util.Map;

import io.makedaemon.RunningDaemon;
import io.makedaemon.spring.boot.logging.CapturedOutput;
import io.makedaemon.spring.boot.logging.LogFiles;

/**
 * Finds out what a daemon that does not end is waiting for: like a start that takes too
 * long, a stop asks it for a thread dump.
 */
final class HangingDaemon {

	private HangingDaemon() {
	}

	/**
	 * Make a daemon print a thread dump, or else say how to get one.
	 * @param daemon the daemon
	 * @return a paragraph, preceded by an empty line; empty if this user may not inspect
	 * the daemon
	 * @throws InterruptedException if this thread is interrupted
	 */
	static String describe(RunningDaemon daemon) throws InterruptedException {
		Map<String, String> published = daemon.published();
		if (published.isEmpty()) {
			return "";
		}
		String log = published.get(LogFiles.PUBLISHED_AS);
		boolean captured = published.containsKey(CapturedOutput.PUBLISHED_AS);
		return (log != null && captured && daemon.dumpThreads())
				? "\n\nIt was told to write a thread dump to its log file " + log + "."
				: "\n\nTo see what its threads are doing, use --daemon.command=dump.";
	}

}

package io.makedaemon.spring.boot.command;

import java.util.Map;

import io.makedaemon.RunningDaemon;
import io.makedaemon.spring.boot.logging.CapturedOutput;
import io.makedaemon.spring.boot.logging.LogFiles;

/**
 * What a daemon hangs in that does not end: as a start does that takes too long, a stop
 * makes it tell.
 */
final class HangingDaemon {

	private HangingDaemon() {
	}

	/**
	 * Make a daemon tell what its threads do, or else say how to find out.
	 * @param daemon the daemon
	 * @return a paragraph, with an empty line in front; empty if it is not for this user
	 * to know
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
				? "\n\nIt was told to write what its threads do to its log file " + log + "."
				: "\n\nWhat its threads do is shown by: jcmd " + daemon.pid() + " Thread.print";
	}

}

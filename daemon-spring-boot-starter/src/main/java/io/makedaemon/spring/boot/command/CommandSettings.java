package io.makedaemon.spring.boot.command;

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What the properties say about commands.
 *
 * @param pidFile the value of {@code daemon.pid-file}, or null
 * @param stopTimeout the value of {@code daemon.stop-timeout}, or null
 * @param quiet whether to print only failures and what was asked for
 * @param checksMemory whether an upgrade needs memory for two generations
 * @param statusFormat how the status is printed
 * @param logFile the daemon's log file; null if only the logging configuration names it
 * @param logLines how many lines of the log are shown
 * @param followsLog whether the log is shown on and on
 * @param heapFile the file for a dump of the heap; null for a dump of the threads
 * @param user the user the daemon runs as, or null for this user
 */
public record CommandSettings(@Nullable String pidFile, @Nullable Duration stopTimeout, boolean quiet,
		boolean checksMemory, StatusFormat statusFormat, @Nullable Path logFile, int logLines, boolean followsLog,
		@Nullable String heapFile, @Nullable String user) {
}

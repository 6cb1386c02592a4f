package io.makedaemon.spring.boot.command;

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
 * @param heapFile the file for a dump of the heap; null for a dump of the threads
 */
public record CommandSettings(@Nullable String pidFile, @Nullable Duration stopTimeout, boolean quiet,
		boolean checksMemory, StatusFormat statusFormat, @Nullable String heapFile) {
}

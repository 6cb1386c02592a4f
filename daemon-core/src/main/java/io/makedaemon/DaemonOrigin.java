package io.makedaemon;

import java.nio.file.Path;
import java.time.Instant;

/**
 * Where a daemon comes from.
 *
 * @param programName the daemon's {@code argv[0]}
 * @param launchDirectory the directory in which the user typed the command
 * @param startedAt when the user typed the command
 * @param message the message from the parent to the daemon
 */
record DaemonOrigin(String programName, Path launchDirectory, Instant startedAt, String message) {
}

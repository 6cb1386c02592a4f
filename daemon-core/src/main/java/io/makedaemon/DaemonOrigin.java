package io.makedaemon;

import java.nio.file.Path;
import java.time.Instant;

/**
 * Where a daemon comes from.
 *
 * @param programName its {@code argv[0]}
 * @param launchDirectory the directory in which the user typed the command
 * @param startedAt when the user typed it
 * @param message what the parent told the daemon
 */
record DaemonOrigin(String programName, Path launchDirectory, Instant startedAt, String message) {
}

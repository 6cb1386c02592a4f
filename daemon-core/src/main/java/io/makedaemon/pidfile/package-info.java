/**
 * The file that contains the daemon's process id, and whose lock says that the daemon is
 * alive.
 */
@NullMarked
package io.makedaemon.pidfile;

import org.jspecify.annotations.NullMarked;

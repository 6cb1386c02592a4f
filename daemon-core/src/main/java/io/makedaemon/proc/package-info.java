/**
 * What the kernel reports in {@code /proc}, see proc(5), about this process, about other
 * processes, and about the locks that they hold. No other package reads it.
 */
@NullMarked
package io.makedaemon.proc;

import org.jspecify.annotations.NullMarked;

/**
 * What the kernel tells in {@code /proc}, see proc(5): of this process, of others, and of
 * the locks that they hold. No other package reads it.
 */
@NullMarked
package io.makedaemon.proc;

import org.jspecify.annotations.NullMarked;

/**
 * How a program is run again: the command line and the environment it was started with,
 * the plan that goes to the first child, what it hands over to the daemon, and what
 * parent, first child and daemon tell each other.
 *
 * <p>
 * Text that comes from the operating system and goes back to it is kept as byte strings,
 * see {@link io.makedaemon.posix.ByteStrings}.
 */
@NullMarked
package io.makedaemon.launch;

import org.jspecify.annotations.NullMarked;

/**
 * Everything that is sent between parent, first child and daemon, and the form in which
 * it is sent: the plan, the handover, the commands, the reports and the stage tag.
 *
 * <p>
 * Text that comes from the operating system and goes back to it is kept as byte strings;
 * see {@link io.makedaemon.posix.ByteStrings}.
 */
@NullMarked
package io.makedaemon.wire;

import org.jspecify.annotations.NullMarked;

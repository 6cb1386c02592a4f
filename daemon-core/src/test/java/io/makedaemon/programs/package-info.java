/**
 * The small programs that the integration tests launch. What they are to do is in system
 * properties, so that it is on their command lines, and reaches parent and daemon alike.
 */
@NullMarked
package io.makedaemon.programs;

import org.jspecify.annotations.NullMarked;

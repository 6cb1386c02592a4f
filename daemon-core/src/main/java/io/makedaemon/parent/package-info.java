/**
 * The side of a start that the user sees: the first child and the daemon as the parent
 * knows them, the progress line, and the description of a failed start.
 */
@NullMarked
package io.makedaemon.parent;

import org.jspecify.annotations.NullMarked;

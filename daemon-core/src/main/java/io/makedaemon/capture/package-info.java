/**
 * The daemon's captured standard output and error: where the streams are, and how their
 * bytes become lines.
 */
@NullMarked
package io.makedaemon.capture;

import org.jspecify.annotations.NullMarked;

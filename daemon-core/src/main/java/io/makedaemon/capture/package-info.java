/**
 * The daemon's captured standard output and error: how they are read while the process
 * writes them, and how their bytes become lines for a log.
 */
@NullMarked
package io.makedaemon.capture;

import org.jspecify.annotations.NullMarked;

/**
 * Signals that reach this process.
 */
@NullMarked
package io.makedaemon.signal;

import org.jspecify.annotations.NullMarked;

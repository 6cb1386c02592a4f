/**
 * Decides what becomes of a supervised daemon that has ended, and says so.
 */
@NullMarked
package io.makedaemon.supervise;

import org.jspecify.annotations.NullMarked;

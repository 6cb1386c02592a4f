/**
 * Tests of {@code io.makedaemon.capture}.
 */
@NullMarked
package io.makedaemon.capture;

import org.jspecify.annotations.NullMarked;

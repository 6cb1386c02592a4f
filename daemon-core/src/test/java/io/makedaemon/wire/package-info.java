/**
 * Tests of {@code io.makedaemon.wire}.
 */
@NullMarked
package io.makedaemon.wire;

import org.jspecify.annotations.NullMarked;

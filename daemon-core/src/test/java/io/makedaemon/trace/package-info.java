/**
 * Tests of {@code io.makedaemon.trace}.
 */
@NullMarked
package io.makedaemon.trace;

import org.jspecify.annotations.NullMarked;

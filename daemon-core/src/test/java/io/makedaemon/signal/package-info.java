/**
 * Tests of {@code io.makedaemon.signal}.
 */
@NullMarked
package io.makedaemon.signal;

import org.jspecify.annotations.NullMarked;

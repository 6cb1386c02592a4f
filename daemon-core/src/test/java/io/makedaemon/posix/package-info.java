/**
 * Tests of {@code io.makedaemon.posix}.
 */
@NullMarked
package io.makedaemon.posix;

import org.jspecify.annotations.NullMarked;

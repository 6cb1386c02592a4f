/**
 * Tests of {@code io.makedaemon.prepare}.
 */
@NullMarked
package io.makedaemon.prepare;

import org.jspecify.annotations.NullMarked;

/**
 * Tests of {@code io.makedaemon.launch}.
 */
@NullMarked
package io.makedaemon.launch;

import org.jspecify.annotations.NullMarked;

/**
 * Tests of {@code io.makedaemon.parent}.
 */
@NullMarked
package io.makedaemon.parent;

import org.jspecify.annotations.NullMarked;

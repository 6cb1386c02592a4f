/**
 * Tests of {@code io.makedaemon.proc}.
 */
@NullMarked
package io.makedaemon.proc;

import org.jspecify.annotations.NullMarked;

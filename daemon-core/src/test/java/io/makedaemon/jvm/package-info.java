/**
 * Tests of {@code io.makedaemon.jvm}.
 */
@NullMarked
package io.makedaemon.jvm;

import org.jspecify.annotations.NullMarked;

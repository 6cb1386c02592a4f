/**
 * Tests of {@code io.makedaemon.systemd}.
 */
@NullMarked
package io.makedaemon.systemd;

import org.jspecify.annotations.NullMarked;

/**
 * The trace: one file in which each process of a start writes a line for each of its
 * steps, to find out what happened.
 *
 * <p>
 * SPI: integrations such as the Spring Boot starter trace their steps with it. It may
 * change between minor versions.
 */
@NullMarked
package io.makedaemon.trace;

import org.jspecify.annotations.NullMarked;

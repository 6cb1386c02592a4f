/**
 * The trace: what each process of a start does, a line a step, in one file, for whoever
 * wants to find out what happened.
 *
 * <p>
 * SPI: integrations such as the Spring Boot starter trace their steps here. It may change
 * between minor versions.
 */
@NullMarked
package io.makedaemon.trace;

import org.jspecify.annotations.NullMarked;

/**
 * The daemon's captured standard output and error: how they are read while the process
 * writes them, and how their bytes become lines for a log.
 *
 * <p>
 * SPI: integrations such as the Spring Boot starter read the captured streams and log
 * their lines. It may change between minor versions.
 */
@NullMarked
package io.makedaemon.capture;

import org.jspecify.annotations.NullMarked;

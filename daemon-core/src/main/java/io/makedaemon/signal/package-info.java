/**
 * Signals that reach this process.
 *
 * <p>
 * SPI: integrations such as the Spring Boot starter receive signals here in a process
 * that is no daemon. It may change between minor versions.
 */
@NullMarked
package io.makedaemon.signal;

import org.jspecify.annotations.NullMarked;

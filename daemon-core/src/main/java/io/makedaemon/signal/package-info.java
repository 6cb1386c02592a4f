/**
 * Signals that reach this process.
 *
 * <p>
 * SPI: integrations such as the Spring Boot starter use it to receive signals in a
 * process that is not a daemon. It may change between minor versions.
 */
@NullMarked
package io.makedaemon.signal;

import org.jspecify.annotations.NullMarked;

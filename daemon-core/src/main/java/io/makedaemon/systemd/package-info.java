/**
 * What waits for this process: the systemd unit or the supervisor that has started it;
 * and what a service reports to systemd or a service manager with the same protocol; see
 * sd_notify(3). The native library is loaded when something is sent.
 *
 * <p>
 * SPI: integrations such as the Spring Boot starter talk to the service manager through
 * this package. It may change between minor versions.
 */
@NullMarked
package io.makedaemon.systemd;

import org.jspecify.annotations.NullMarked;

/**
 * Who waits for this process: the unit of systemd or the supervisor that has started it,
 * and what a service tells systemd, or another service manager that has learnt from it;
 * see sd_notify(3). The native library is loaded when something is sent.
 *
 * <p>
 * SPI: integrations such as the Spring Boot starter talk to the service manager here. It
 * may change between minor versions.
 */
@NullMarked
package io.makedaemon.systemd;

import org.jspecify.annotations.NullMarked;

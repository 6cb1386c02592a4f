/**
 * An application under a service manager such as systemd: whether the service manager
 * expects a daemon, and how it is notified if it does not.
 */
@NullMarked
package io.makedaemon.spring.boot.systemd;

import org.jspecify.annotations.NullMarked;

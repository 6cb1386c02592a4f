/**
 * An application under a service manager such as systemd: whether that expects a daemon,
 * and what it is told where it does not.
 */
@NullMarked
package io.makedaemon.spring.boot.systemd;

import org.jspecify.annotations.NullMarked;

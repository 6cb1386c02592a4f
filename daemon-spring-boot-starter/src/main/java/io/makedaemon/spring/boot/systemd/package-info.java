/**
 * What an application in the foreground tells the service manager that has started it,
 * such as systemd with {@code Type=notify}.
 */
@NullMarked
package io.makedaemon.spring.boot.systemd;

import org.jspecify.annotations.NullMarked;

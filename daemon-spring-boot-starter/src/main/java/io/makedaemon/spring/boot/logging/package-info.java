/**
 * Turns the daemon's output into log events, and keeps log events from being printed.
 */
@NullMarked
package io.makedaemon.spring.boot.logging;

import org.jspecify.annotations.NullMarked;

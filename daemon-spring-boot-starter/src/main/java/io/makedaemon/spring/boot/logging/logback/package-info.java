/**
 * Support for Logback in a daemon.
 */
@NullMarked
package io.makedaemon.spring.boot.logging.logback;

import org.jspecify.annotations.NullMarked;

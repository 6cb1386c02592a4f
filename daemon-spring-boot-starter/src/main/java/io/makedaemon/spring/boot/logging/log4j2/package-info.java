/**
 * Support for Log4j2 in a daemon.
 */
@NullMarked
package io.makedaemon.spring.boot.logging.log4j2;

import org.jspecify.annotations.NullMarked;

/**
 * Log4j2, as a daemon needs it.
 */
@NullMarked
package io.makedaemon.spring.boot.logging.log4j2;

import org.jspecify.annotations.NullMarked;

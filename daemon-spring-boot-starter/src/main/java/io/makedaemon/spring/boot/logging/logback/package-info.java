/**
 * Logback, as a daemon needs it.
 */
@NullMarked
package io.makedaemon.spring.boot.logging.logback;

import org.jspecify.annotations.NullMarked;

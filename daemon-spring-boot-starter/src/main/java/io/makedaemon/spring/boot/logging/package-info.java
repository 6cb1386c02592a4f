/**
 * What the daemon prints becomes log events, and log events are never printed.
 */
@NullMarked
package io.makedaemon.spring.boot.logging;

import org.jspecify.annotations.NullMarked;

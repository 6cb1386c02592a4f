/**
 * Events of the application's context that come from its being a daemon.
 */
@NullMarked
package io.makedaemon.spring.boot.event;

import org.jspecify.annotations.NullMarked;

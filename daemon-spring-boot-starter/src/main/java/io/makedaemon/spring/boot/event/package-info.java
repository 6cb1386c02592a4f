/**
 * Events that are published in the application's context because it is a daemon.
 */
@NullMarked
package io.makedaemon.spring.boot.event;

import org.jspecify.annotations.NullMarked;

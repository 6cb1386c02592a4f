/**
 * The address of a running daemon's health, for other processes.
 */
@NullMarked
package io.makedaemon.spring.boot.health;

import org.jspecify.annotations.NullMarked;

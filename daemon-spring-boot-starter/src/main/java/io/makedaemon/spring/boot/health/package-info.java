/**
 * The address of the health of a running daemon, for those who ask from outside.
 */
@NullMarked
package io.makedaemon.spring.boot.health;

import org.jspecify.annotations.NullMarked;

/**
 * What an application does while two generations of the daemon are running.
 */
@NullMarked
package io.makedaemon.spring.boot.upgrade;

import org.jspecify.annotations.NullMarked;

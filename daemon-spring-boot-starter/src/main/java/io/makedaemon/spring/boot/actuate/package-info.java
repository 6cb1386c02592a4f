/**
 * The actuator endpoint that shows what the process is.
 */
@NullMarked
package io.makedaemon.spring.boot.actuate;

import org.jspecify.annotations.NullMarked;

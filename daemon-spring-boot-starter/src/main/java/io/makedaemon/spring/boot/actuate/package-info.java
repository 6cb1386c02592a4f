/**
 * The actuator endpoint, info and health that describe the process.
 */
@NullMarked
package io.makedaemon.spring.boot.actuate;

import org.jspecify.annotations.NullMarked;

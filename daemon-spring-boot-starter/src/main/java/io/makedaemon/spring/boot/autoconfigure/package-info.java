/**
 * Auto-configuration of the endpoint and the meter.
 */
@NullMarked
package io.makedaemon.spring.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;

/**
 * The meters.
 */
@NullMarked
package io.makedaemon.spring.boot.metrics;

import org.jspecify.annotations.NullMarked;

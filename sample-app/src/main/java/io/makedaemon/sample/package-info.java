/**
 * A small service that is a daemon by its {@code application.yml} alone.
 */
@NullMarked
package io.makedaemon.sample;

import org.jspecify.annotations.NullMarked;

/**
 * Resolves relative paths in the configuration against the launch directory.
 */
@NullMarked
package io.makedaemon.spring.boot.config;

import org.jspecify.annotations.NullMarked;

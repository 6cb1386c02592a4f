/**
 * What is relative in the configuration means the launch directory.
 */
@NullMarked
package io.makedaemon.spring.boot.config;

import org.jspecify.annotations.NullMarked;

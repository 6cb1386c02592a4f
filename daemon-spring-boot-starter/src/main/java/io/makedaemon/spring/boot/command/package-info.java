/**
 * The commands that a user gives to an application: start, stop, query and prepare its
 * daemon. They know a daemon only by its pid file, and know nothing about the launch.
 */
@NullMarked
package io.makedaemon.spring.boot.command;

import org.jspecify.annotations.NullMarked;

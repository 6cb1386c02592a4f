/**
 * The commands that a user gives to an application: to start its daemon, to end it, to
 * ask for it, to prepare it. They know a daemon by its pid file only, and nothing of the
 * launch.
 */
@NullMarked
package io.makedaemon.spring.boot.command;

import org.jspecify.annotations.NullMarked;

/**
 * Runs a Java program as a Unix daemon. Since a JVM cannot fork,
 * {@link io.makedaemon.Daemon#makeDaemon} runs the program again, stage by stage.
 */
@NullMarked
package io.makedaemon;

import org.jspecify.annotations.NullMarked;

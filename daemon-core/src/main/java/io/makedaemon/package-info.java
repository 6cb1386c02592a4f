/**
 * Runs a Java program as a Unix daemon: {@link io.makedaemon.Daemon#makeDaemon} runs the
 * program again, stage by stage, since a JVM cannot fork.
 */
@NullMarked
package io.makedaemon;

import org.jspecify.annotations.NullMarked;

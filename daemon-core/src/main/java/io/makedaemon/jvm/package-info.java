/**
 * The command line of a JVM and its options: how a program is run again, and what an
 * option means in another process or directory.
 */
@NullMarked
package io.makedaemon.jvm;

import org.jspecify.annotations.NullMarked;

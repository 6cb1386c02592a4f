/**
 * The few calls of the operating system that a JVM does not offer, under their own names.
 * This is the only package that names jnr's libraries, and it is loaded where a native
 * call is really needed: always in the first child, in the parent only when a descriptor
 * of the caller is handed over, in the daemon only when a file's channel is asked for,
 * and in the foreground only under a service manager that is told something.
 */
@NullMarked
package io.makedaemon.posix;

import org.jspecify.annotations.NullMarked;

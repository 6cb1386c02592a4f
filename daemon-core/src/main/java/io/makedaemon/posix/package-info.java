/**
 * The few calls of the operating system that a JVM does not offer, under their own names.
 * This is the only package that names jnr's libraries. Its native part is loaded only
 * where a native call is really needed: always in the first child; in the parent only if
 * a descriptor of the caller is handed over; in the daemon only if a file's channel is
 * requested; and in the foreground only if a service manager is notified.
 */
@NullMarked
package io.makedaemon.posix;

import org.jspecify.annotations.NullMarked;

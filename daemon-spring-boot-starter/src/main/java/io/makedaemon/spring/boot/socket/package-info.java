/**
 * Web servers that listen on a socket that this process has inherited. Knows each server
 * in classes of its own, which are loaded only where there is that server and a socket
 * for it.
 */
@NullMarked
package io.makedaemon.spring.boot.socket;

import org.jspecify.annotations.NullMarked;

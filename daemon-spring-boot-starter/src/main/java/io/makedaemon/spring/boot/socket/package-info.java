/**
 * Web servers that listen on a socket that this process has inherited. The classes for
 * each server are loaded only if that server and a socket for it exist.
 */
@NullMarked
package io.makedaemon.spring.boot.socket;

import org.jspecify.annotations.NullMarked;

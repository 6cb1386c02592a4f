/**
 * What the application does when it receives a signal.
 */
@NullMarked
package io.makedaemon.spring.boot.signal;

import org.jspecify.annotations.NullMarked;

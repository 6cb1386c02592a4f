/**
 * What a logging system must offer to a daemon, and what all of them need for that.
 */
@NullMarked
package io.makedaemon.spring.boot.logging.backend;

import org.jspecify.annotations.NullMarked;

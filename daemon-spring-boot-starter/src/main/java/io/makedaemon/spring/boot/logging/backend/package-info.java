/**
 * What a logging system must offer to a daemon, and what all of them share.
 */
@NullMarked
package io.makedaemon.spring.boot.logging.backend;

import org.jspecify.annotations.NullMarked;

/**
 * Failures, as shown on the user's terminal.
 */
@NullMarked
package io.makedaemon.spring.boot.diagnostics;

import org.jspecify.annotations.NullMarked;

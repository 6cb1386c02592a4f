/**
 * What a supervised daemon does for its supervisor, and says about the process before it.
 */
@NullMarked
package io.makedaemon.spring.boot.supervise;

import org.jspecify.annotations.NullMarked;

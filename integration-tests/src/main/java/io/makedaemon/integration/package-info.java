/**
 * An application, and what starts it.
 */
@NullMarked
package io.makedaemon.integration;

import org.jspecify.annotations.NullMarked;

/**
 * The phases of an application's start, and the report of them to the waiting command.
 */
@NullMarked
package io.makedaemon.spring.boot.start;

import org.jspecify.annotations.NullMarked;

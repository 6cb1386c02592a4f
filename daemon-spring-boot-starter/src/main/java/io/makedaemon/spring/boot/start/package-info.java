/**
 * The phases of an application's start, and their report to the waiting command.
 */
@NullMarked
package io.makedaemon.spring.boot.start;

import org.jspecify.annotations.NullMarked;

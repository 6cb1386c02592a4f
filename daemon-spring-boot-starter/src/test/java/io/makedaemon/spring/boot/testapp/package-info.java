/**
 * A small application that the tests run.
 */
@NullMarked
package io.makedaemon.spring.boot.testapp;

import org.jspecify.annotations.NullMarked;

/**
 * What MakeDaemon costs. Programs of their own: a test that measures time is a test that
 * fails on a busy machine.
 */
@NullMarked
package io.makedaemon.benchmarks;

import org.jspecify.annotations.NullMarked;

/**
 * What the tests of all modules need to launch real programs and to look at them from
 * outside.
 */
@NullMarked
package io.makedaemon.testsupport;

import org.jspecify.annotations.NullMarked;

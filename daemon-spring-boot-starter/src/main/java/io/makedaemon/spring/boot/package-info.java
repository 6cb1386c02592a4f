/**
 * Makes a Spring Boot application a daemon before its context starts.
 */
@NullMarked
package io.makedaemon.spring.boot;

import org.jspecify.annotations.NullMarked;

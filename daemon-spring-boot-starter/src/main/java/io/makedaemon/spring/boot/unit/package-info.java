/**
 * The application as a service of the machine: units and scripts for service managers.
 */
@NullMarked
package io.makedaemon.spring.boot.unit;

import org.jspecify.annotations.NullMarked;

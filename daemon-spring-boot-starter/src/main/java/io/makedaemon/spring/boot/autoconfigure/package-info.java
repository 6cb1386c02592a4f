/**
 * Auto-configuration for the endpoint, the meters, health and liveness.
 */
@NullMarked
package io.makedaemon.spring.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;

/**
 * Auto-configuration of the endpoint, the meter, the health and the liveness.
 */
@NullMarked
package io.makedaemon.spring.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;

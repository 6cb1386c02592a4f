/**
 * What makes later starts faster: the executable jar is unpacked, and a run of the
 * application records its classes.
 */
@NullMarked
package io.makedaemon.spring.boot.prepare;

import org.jspecify.annotations.NullMarked;

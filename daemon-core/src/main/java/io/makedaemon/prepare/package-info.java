/**
 * What is prepared once for a program, so that its daemon starts faster: the unpacked
 * jar, and an archive of the classes that it loads.
 */
@NullMarked
package io.makedaemon.prepare;

import org.jspecify.annotations.NullMarked;

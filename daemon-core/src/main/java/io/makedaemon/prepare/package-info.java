/**
 * What is prepared once for a program so that its daemon starts faster: the unpacked jar,
 * and an archive of the classes that it loads.
 *
 * <p>
 * SPI: integrations such as the Spring Boot starter prepare a program and find what was
 * prepared. It may change between minor versions.
 */
@NullMarked
package io.makedaemon.prepare;

import org.jspecify.annotations.NullMarked;

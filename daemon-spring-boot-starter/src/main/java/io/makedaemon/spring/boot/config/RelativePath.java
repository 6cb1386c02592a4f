package io.makedaemon.spring.boot.config;

import java.nio.file.Path;

/**
 * A value of the configuration that refers to a different file in each directory.
 *
 * @param property the property and the origin of its value, in words
 * @param path the path in the value
 */
public record RelativePath(String property, String path) {

	/**
	 * Return the file that the value refers to in a process.
	 * @param directory the working directory of the process, absolute
	 * @return the absolute path
	 */
	public Path in(Path directory) {
		return directory.resolve(this.path).normalize();
	}

}

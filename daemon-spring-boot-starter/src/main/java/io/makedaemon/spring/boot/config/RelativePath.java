package io.makedaemon.spring.boot.config;

import java.nio.file.Path;

/**
 * A value of the configuration that means another file in every directory.
 *
 * @param property the property and where its value comes from, in words
 * @param path the path in the value
 */
public record RelativePath(String property, String path) {

	/**
	 * Return which file the value means to a process.
	 * @param directory the working directory of the process, absolute
	 * @return the absolute path
	 */
	public Path in(Path directory) {
		return directory.resolve(this.path).normalize();
	}

}

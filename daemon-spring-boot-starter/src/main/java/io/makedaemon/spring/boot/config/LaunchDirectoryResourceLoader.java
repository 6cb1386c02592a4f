package io.makedaemon.spring.boot.config;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.FileUrlResource;
import org.springframework.core.io.Resource;

/**
 * Loads resources, with relative files resolved against the launch directory.
 */
class LaunchDirectoryResourceLoader extends DefaultResourceLoader {

	private final Path launchDirectory;

	LaunchDirectoryResourceLoader(Path launchDirectory) {
		this.launchDirectory = launchDirectory;
	}

	@Override
	public Resource getResource(String location) {
		Resource resource = super.getResource(location);
		return (resource instanceof FileUrlResource file) ? fromLaunchDirectory(file) : resource;
	}

	private Resource fromLaunchDirectory(FileUrlResource resource) {
		try {
			File file = resource.getFile();
			return file.isAbsolute() ? resource : new FileSystemResource(this.launchDirectory.resolve(file.toPath()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

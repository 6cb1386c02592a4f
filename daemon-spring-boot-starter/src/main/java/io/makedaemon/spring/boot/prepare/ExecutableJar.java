package io.makedaemon.spring.boot.prepare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.Attributes.Name;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Checks that a jar can unpack itself: another kind of jar would run the application
 * instead.
 */
final class ExecutableJar {

	private static final String LOADER_PACKAGE = "org.springframework.boot.loader.";

	private ExecutableJar() {
	}

	/**
	 * Check that a jar is of this kind.
	 * @param jar the jar
	 * @throws IOException if it is not, or cannot be read
	 */
	static void check(Path jar) throws IOException {
		try (JarFile file = new JarFile(jar.toFile())) {
			Manifest manifest = file.getManifest();
			String main = (manifest != null) ? manifest.getMainAttributes().getValue(Name.MAIN_CLASS) : null;
			if (main == null || !main.startsWith(LOADER_PACKAGE)) {
				throw new IOException(jar
						+ " is not an executable jar with Spring Boot's loader, which could be unpacked:"
						+ " prepare the jar that Spring Boot's plugin has built, not an unpacked or shaded one");
			}
		}
	}

}

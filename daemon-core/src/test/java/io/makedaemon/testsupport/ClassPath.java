package io.makedaemon.testsupport;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A class path of the jars and directories that some classes and resources of the tests
 * come from.
 *
 * @param elements the jars and directories
 */
public record ClassPath(List<Path> elements) {

	/**
	 * Finds where classes come from.
	 * @param types the classes
	 * @return the class path
	 */
	public static ClassPath of(Class<?>... types) {
		return new ClassPath(Stream.of(types)
			.map((type) -> path(type.getProtectionDomain().getCodeSource().getLocation()))
			.distinct()
			.toList());
	}

	/**
	 * Adds the jar that a resource comes from.
	 * @param resource the resource's name
	 * @return the class path with it
	 */
	public ClassPath withResource(String resource) {
		URL url = Objects.requireNonNull(ClassPath.class.getClassLoader().getResource(resource), resource);
		try {
			List<Path> more = new ArrayList<>(this.elements);
			more.add(path(((JarURLConnection) url.openConnection()).getJarFileURL()));
			return new ClassPath(more);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path path(URL url) {
		try {
			return Path.of(url.toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	/**
	 * Copies everything in the jars and directories to one directory; manifests and
	 * signatures apart.
	 * @param directory the directory
	 */
	public void copyTo(Path directory) {
		try {
			for (Path element : this.elements) {
				if (Files.isDirectory(element)) {
					copy(element, directory);
				}
				else {
					try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + element.toUri()), Map.of())) {
						copy(jar.getPath("/"), directory);
					}
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Copies the jars to one directory, where everybody can read them; what is in
	 * directories becomes jars.
	 * @param directory the directory, which may not exist yet
	 * @return the class path of the copies
	 */
	public ClassPath copyJarsTo(Path directory) {
		List<Path> jars = new ArrayList<>();
		try {
			Files.createDirectories(directory);
			for (Path element : this.elements) {
				Path jar = directory.resolve(jars.size() + ".jar");
				if (Files.isDirectory(element)) {
					JarFiles.create(jar, new ClassPath(List.of(element)), Map.of());
				}
				else {
					Files.copy(element, jar);
				}
				jars.add(jar);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return new ClassPath(jars);
	}

	private static void copy(Path from, Path to) throws IOException {
		try (Stream<Path> files = Files.walk(from)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				String name = from.relativize(file).toString();
				if (!name.startsWith("META-INF/") && !name.equals("module-info.class")) {
					Path target = to.resolve(name);
					Files.createDirectories(Objects.requireNonNull(target.getParent()));
					Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
				}
			}
		}
	}

	@Override
	public String toString() {
		return this.elements.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
	}

}

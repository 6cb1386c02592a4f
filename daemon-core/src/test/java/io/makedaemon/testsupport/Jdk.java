package io.makedaemon.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A JDK that the tests run their programs on: the one they run on themselves, and a JDK
 * 25 where there is one.
 *
 * @param home its directory
 * @param version its feature version
 */
public record Jdk(Path home, int version) {

	private static final String PROPERTY = "makedaemon.test.jdk25";

	private static final List<String> VARIABLES = List.of("JAVA25_HOME", "JAVA_HOME_25_X64");

	private static final Path INSTALLED = Path.of("/usr/lib/jvm");

	/**
	 * Returns all JDKs to test on, for {@link OnEachJdk}.
	 * @return the JDKs, one of a version
	 */
	public static Stream<Jdk> all() {
		Map<Integer, Jdk> jdks = new TreeMap<>();
		jdks.put(running().version(), running());
		candidates().stream()
			.filter((home) -> Files.isExecutable(home.resolve("bin/java")))
			.map(Jdk::of)
			.limit(1)
			.forEach((jdk) -> jdks.putIfAbsent(jdk.version(), jdk));
		return jdks.values().stream();
	}

	/**
	 * Returns the JDK that the tests run on.
	 * @return the JDK
	 */
	public static Jdk running() {
		return new Jdk(Path.of(System.getProperty("java.home")), Runtime.version().feature());
	}

	private static List<Path> candidates() {
		List<Path> homes = new ArrayList<>();
		String property = System.getProperty(PROPERTY);
		if (property != null) {
			homes.add(Path.of(property));
		}
		VARIABLES.stream().map(System.getenv()::get).filter((home) -> home != null).map(Path::of).forEach(homes::add);
		if (Files.isDirectory(INSTALLED)) {
			try (DirectoryStream<Path> directories = Files.newDirectoryStream(INSTALLED, "*25*")) {
				directories.forEach(homes::add);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return homes;
	}

	private static Jdk of(Path home) {
		Properties release = new Properties();
		try (var reader = Files.newBufferedReader(home.resolve("release"))) {
			release.load(reader);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
		return new Jdk(home, Runtime.Version.parse(version).feature());
	}

	/**
	 * Makes a JDK that has a launcher of its own, and shares all the rest with this one.
	 * @param directory its directory, which does not exist yet
	 * @return the JDK
	 */
	public Jdk withOwnLauncher(Path directory) {
		Jdk jdk = new Jdk(directory, this.version);
		try {
			Files.createDirectories(directory.resolve("bin"));
			Files.copy(java().toRealPath(), jdk.java());
			for (String shared : List.of("conf", "lib", "release")) {
				Files.createSymbolicLink(directory.resolve(shared), this.home.resolve(shared));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return jdk;
	}

	/**
	 * Returns the java launcher.
	 * @return its absolute path
	 */
	public Path java() {
		return this.home.resolve("bin/java");
	}

	@Override
	public String toString() {
		return "JDK " + this.version;
	}

}

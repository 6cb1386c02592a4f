package io.makedaemon.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A JDK that the tests run their programs on.
 *
 * @param home its directory
 * @param version its feature version
 */
public record Jdk(Path home, int version) {

	/** The home of the JDK under test, or {@value #OTHER}. */
	private static final String PROPERTY = "makedaemon.test.jdk";

	private static final String OTHER = "other";

	private static final int OLDEST = 17;

	private static final int NEWEST = 25;

	private static final Path INSTALLED = Path.of("/usr/lib/jvm");

	/**
	 * Options of a JVM that does not run for long: it starts sooner, and leaves more of
	 * the CPUs to others. Class-data archives are where they are made for, which is no
	 * secret here, and classes are not verified, which compilers have made.
	 */
	public static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
			"-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0", "-XX:-BytecodeVerificationRemote");

	private static final Optional<Jdk> UNDER_TEST = find(System.getProperty(PROPERTY, ""));

	/**
	 * Return the JDK under test: the one that the tests themselves run on, unless another
	 * one is named.
	 * @return the JDK
	 */
	public static Jdk underTest() {
		return UNDER_TEST.orElseThrow();
	}

	/**
	 * Return whether there is a JDK under test.
	 * @return whether there is; not where the other one is wanted and not installed
	 */
	static boolean isThere() {
		return UNDER_TEST.isPresent();
	}

	private static Optional<Jdk> find(String name) {
		if (!name.equals(OTHER)) {
			return Optional.of(name.isEmpty() ? running() : of(Path.of(name)));
		}
		Optional<Jdk> other = other();
		System.out.println(other.map((jdk) -> "The tests are run on " + jdk + " in " + jdk.home())
			.orElse("No other JDK is installed: nothing is tested on it"));
		return other;
	}

	private static Jdk running() {
		return new Jdk(Path.of(System.getProperty("java.home")), Runtime.version().feature());
	}

	/**
	 * Return another JDK than the one that the tests themselves run on.
	 * @return the newest one that is supported, or, if they run on that, the oldest one;
	 * empty if it is not installed
	 */
	public static Optional<Jdk> other() {
		int version = (Runtime.version().feature() == NEWEST) ? OLDEST : NEWEST;
		return candidates(version).stream()
			.filter((home) -> Files.isExecutable(home.resolve("bin/javac")))
			.map(Jdk::of)
			.filter((jdk) -> jdk.version() == version)
			.findFirst();
	}

	private static List<Path> candidates(int version) {
		List<Path> homes = new ArrayList<>();
		Stream.of("JAVA" + version + "_HOME", "JAVA_HOME_" + version + "_X64")
			.map(System.getenv()::get)
			.filter((home) -> home != null)
			.map(Path::of)
			.forEach(homes::add);
		if (Files.isDirectory(INSTALLED)) {
			try (DirectoryStream<Path> directories = Files.newDirectoryStream(INSTALLED, "*" + version + "*")) {
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

	/**
	 * Returns the launcher with the options of a JVM that does not run for long, for a
	 * script or a unit.
	 * @return the beginning of a command line
	 */
	public String quickJava() {
		return java() + " " + String.join(" ", QUICK);
	}

	@Override
	public String toString() {
		return "JDK " + this.version;
	}

}

package io.makedaemon.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A class path of nothing but jars, with a class-data archive of what programs load from
 * it: with that, a JVM starts faster. Both are made in the build's directory, once for
 * each JDK and until a class changes.
 *
 * @param classPath the jars
 * @param archive the archive
 */
public record ArchivedClassPath(ClassPath classPath, Path archive) {

	private static final Path DIRECTORY = Path.of(System.getProperty("basedir", ""))
		.toAbsolutePath()
		.resolve("target/archives");

	/**
	 * Returns a class path with its archive, after making both if they are not there.
	 * @param classPath what is to be in the jars
	 * @param training runs the program whose classes are to be in the archive
	 * @return the class path
	 */
	public static synchronized ArchivedClassPath of(ClassPath classPath, Training training) {
		Path directory = DIRECTORY.resolve(key(classPath));
		ArchivedClassPath archived = new ArchivedClassPath(
				new ClassPath(classPath.elements().stream().map((element) -> jar(element, directory)).toList()),
				directory.resolve("classes.jsa"));
		if (!Files.exists(archived.archive)) {
			try {
				deleteOthers();
				Files.createDirectories(directory);
				for (Path element : classPath.elements()) {
					if (Files.isDirectory(element)) {
						JarFiles.create(jar(element, directory), new ClassPath(List.of(element)), Map.of());
					}
				}
				archived.record(training);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return archived;
	}

	/**
	 * Something else if a class is, or the JDK.
	 */
	private static String key(ClassPath classPath) {
		StringBuilder state = new StringBuilder(Jdk.underTest().home().toString());
		for (Path element : classPath.elements()) {
			try (Stream<Path> files = Files.walk(element)) {
				for (Path file : files.sorted().toList()) {
					BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
					state.append(file).append(attributes.size()).append(attributes.lastModifiedTime());
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return prefix() + Integer.toHexString(state.toString().hashCode());
	}

	/**
	 * Deletes what was made of other classes, or was not finished.
	 */
	private static void deleteOthers() throws IOException {
		Files.createDirectories(DIRECTORY);
		try (Stream<Path> files = Files.walk(DIRECTORY)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				if (DIRECTORY.relativize(file).toString().startsWith(prefix())) {
					Files.delete(file);
				}
			}
		}
	}

	/**
	 * The archives of several JDKs can be there.
	 */
	private static String prefix() {
		return Jdk.underTest().version() + "-";
	}

	private static Path jar(Path element, Path directory) {
		return Files.isDirectory(element) ? directory.resolve(element.getFileName() + ".jar") : element;
	}

	/**
	 * The JVM of a program that records has no option for that which the program would
	 * see: it would not become a daemon.
	 */
	private void record(Training training) throws IOException {
		Path directory = Files.createDirectory(this.archive.resolveSibling("recorded"));
		Path flags = Files.writeString(directory.resolve("flags"),
				"DumpLoadedClassList=" + directory + "/%p.classes\n");
		training.run(directory, this.classPath.toString(), List.of("-XX:Flags=" + flags));
		Set<String> classes = new TreeSet<>();
		try (Stream<Path> files = Files.list(directory)) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".classes")).toList()) {
				try (Stream<String> lines = Files.lines(file)) {
					// Without the numbers of one run, and what belongs to them
					lines.filter((line) -> !line.startsWith("#") && !line.contains(" source: "))
						.map((line) -> line.replaceFirst(" id: \\d+", ""))
						.forEach(classes::add);
				}
			}
		}
		Path list = Files.write(directory.resolve("list"), classes);
		Path unfinished = directory.resolve("archive");
		LaunchedProcesses processes = new LaunchedProcesses();
		Run dump = processes.java()
			.args("-Xshare:dump", "-XX:SharedClassListFile=" + list, "-XX:SharedArchiveFile=" + unfinished, "-cp",
					this.classPath.toString())
			.run();
		Files.move(unfinished, this.archive, StandardCopyOption.ATOMIC_MOVE);
		Run use = processes.java()
			.args("-Xshare:on")
			.args(options())
			.args("-cp", this.classPath.toString(), "-version")
			.run();
		if (dump.exitCode() != 0 || use.exitCode() != 0) {
			throw new AssertionError("the archive is of no use: " + dump + use);
		}
	}

	/**
	 * Returns the options by which a JVM uses the archive.
	 * @return the options
	 */
	public List<String> options() {
		return List.of("-XX:SharedArchiveFile=" + this.archive);
	}

	/**
	 * Returns the jar that stands for a directory of the original class path.
	 * @param element the directory, or a jar, which stands for itself
	 * @return the jar
	 */
	public Path jar(Path element) {
		return jar(element, Objects.requireNonNull(this.archive.getParent()));
	}

	/**
	 * Runs a program, so that it is known which classes it loads.
	 */
	public interface Training {

		/**
		 * Runs the program until it and its daemon have ended.
		 * @param directory a directory for its own use
		 * @param classPath its class path
		 * @param options more options of its JVM
		 */
		void run(Path directory, String classPath, List<String> options);

	}

}

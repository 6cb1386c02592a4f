package io.makedaemon.spring.boot.prepare;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of the classes that a run of the application has loaded, as written by the
 * JVM option {@code -XX:DumpLoadedClassList}. The run belongs to another user, so the
 * file may contain anything.
 */
final class ClassList {

	/** Twenty times the size for a large application. */
	private static final int MAX_SIZE = 16 << 20;

	private static final int MAX_LINE = 2000;

	/**
	 * A class, or a class that the JVM generates for a lambda. Newer JVMs number the
	 * classes. A class with a path has more after its number, and does not match.
	 */
	private static final Pattern NAME = Pattern
		.compile("([A-Za-z_$\\x80-\\xff][!-~\\x80-\\xff]*|@lambda-(?:proxy|form-invoker) [ -~]+?)(?: id: [0-9]+)?");

	private final List<String> lines;

	private ClassList(List<String> lines) {
		this.lines = lines;
	}

	/**
	 * Read a list. Only the names are taken from the user's file: the classes come from
	 * root's class path.
	 * @param file the file, in a directory where only root can replace it
	 * @return the list
	 * @throws IOException if it cannot be read, or is not a list
	 */
	static ClassList read(Path file) throws IOException {
		byte[] content;
		try (InputStream in = Files.newInputStream(file)) {
			content = in.readNBytes(MAX_SIZE + 1);
		}
		List<String> lines = new String(content, StandardCharsets.ISO_8859_1).lines()
			.filter((line) -> line.length() <= MAX_LINE)
			.map(NAME::matcher)
			.filter(Matcher::matches)
			.map((matcher) -> matcher.group(1))
			.toList();
		if (content.length > MAX_SIZE || lines.isEmpty()) {
			throw new IOException("the JVM has recorded no list of classes");
		}
		return new ClassList(lines);
	}

	/**
	 * Write the list.
	 * @param file the file
	 * @throws IOException if it cannot be written
	 */
	void write(Path file) throws IOException {
		Files.write(file, this.lines, StandardCharsets.ISO_8859_1);
	}

}

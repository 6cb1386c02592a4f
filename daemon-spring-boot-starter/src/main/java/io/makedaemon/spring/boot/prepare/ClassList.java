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
 * The names of the classes that a run of the application has loaded, as the JVM's option
 * {@code -XX:DumpLoadedClassList} writes them down. The run is another user's, so the
 * list may be anything.
 */
final class ClassList {

	/** Twenty times as much as a large application has. */
	private static final int MAX_SIZE = 16 << 20;

	private static final int MAX_LINE = 2000;

	/**
	 * Newer JVMs number the classes. One that the list says the path of has more behind
	 * its number. The others are those that the JVM makes, for lambdas.
	 */
	private static final Pattern NAME = Pattern
		.compile("([A-Za-z_$\\x80-\\xff][!-~\\x80-\\xff]*|@lambda-(?:proxy|form-invoker) [ -~]+?)(?: id: [0-9]+)?");

	private final List<String> lines;

	private ClassList(List<String> lines) {
		this.lines = lines;
	}

	/**
	 * Read a list. Of what the user has written, only the names are taken: the classes
	 * come from the class path that root gives.
	 * @param file the file, in a directory where only root can put another one in its
	 * place
	 * @return the list
	 * @throws IOException if it cannot be read, or is none
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

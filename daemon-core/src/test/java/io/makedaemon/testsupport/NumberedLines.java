package io.makedaemon.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines in a file that several writers have numbered, each from 1 on.
 */
public final class NumberedLines {

	/** The JVM writes its own lines in pieces, behind which others' may stand. */
	private static final Pattern LINE = Pattern.compile("((?:out|err|printer)-[a-z0-9]+) (\\d+)$");

	private NumberedLines() {
	}

	/**
	 * Counts the lines, and checks that each writer's are there once and in their order.
	 * @param file the file; other lines in it are passed over, and the beginning of one
	 * at its end
	 * @return the number of lines by the writer's name
	 * @throws AssertionError if a line is missing, or there again
	 */
	public static Map<String, Integer> count(Path file) {
		Map<String, Integer> counts = new TreeMap<>();
		try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
			StringBuilder line = new StringBuilder();
			for (int c = reader.read(); c >= 0; c = reader.read()) {
				if (c == '\n') {
					count(line, counts);
					line.setLength(0);
				}
				else {
					line.append((char) c);
				}
			}
			return counts;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void count(CharSequence line, Map<String, Integer> counts) {
		Matcher matcher = LINE.matcher(line);
		if (matcher.find()) {
			int number = Integer.parseInt(matcher.group(2));
			int last = counts.getOrDefault(matcher.group(1), 0);
			if (number != last + 1) {
				throw new AssertionError(line + " comes behind number " + last);
			}
			counts.put(matcher.group(1), number);
		}
	}

}

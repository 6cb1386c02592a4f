package io.makedaemon.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Properties;

/**
 * What a program has to tell the test: written to the file that the system property
 * {@code facts} names, all at once.
 */
final class Facts {

	private final Properties facts = new Properties();

	void put(String name, Object value) {
		this.facts.setProperty(name, value.toString());
	}

	void putEnvironment() {
		System.getenv().forEach((name, value) -> put("env." + name, value));
	}

	/**
	 * Appends to a file of what happens again and again.
	 */
	static void append(Path file, String text) {
		try {
			Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void write() throws IOException {
		Path file = Path.of(System.getProperty("facts"));
		Path unfinished = Path.of(file + ".unfinished");
		try (Writer writer = Files.newBufferedWriter(unfinished)) {
			this.facts.store(writer, null);
		}
		Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
	}

}

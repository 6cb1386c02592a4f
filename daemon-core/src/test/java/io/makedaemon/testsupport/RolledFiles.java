package io.makedaemon.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import org.awaitility.Awaitility;

/**
 * The files of a log that is rolled: {@code log}, and those with a number or a day behind
 * it, compressed or not.
 *
 * @param directory their directory
 */
public record RolledFiles(Path directory) {

	private static final String NAME = "log(\\.[\\d.-]*\\d(\\.gz)?)?";

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	/**
	 * Waits until there are three more files.
	 * @throws IOException if the directory cannot be read
	 */
	public void awaitRolling() throws IOException {
		int before = files().size();
		Awaitility.await("rolling").atMost(TIMEOUT).until(() -> files().size() > before + 2);
	}

	/**
	 * Lists the files.
	 * @return the files
	 * @throws IOException if the directory cannot be read
	 */
	public List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.filter((file) -> file.getFileName().toString().matches(NAME)).toList();
		}
	}

	/**
	 * Reads the lines of all files.
	 * @return the lines, in no order
	 * @throws IOException if a file cannot be read
	 */
	public List<String> lines() throws IOException {
		List<String> lines = new ArrayList<>();
		for (Path file : files()) {
			try (InputStream stream = Files.newInputStream(file);
					BufferedReader reader = new BufferedReader(new InputStreamReader(
							file.toString().endsWith(".gz") ? new GZIPInputStream(stream) : stream,
							StandardCharsets.UTF_8))) {
				reader.lines().forEach(lines::add);
			}
		}
		return lines;
	}

}

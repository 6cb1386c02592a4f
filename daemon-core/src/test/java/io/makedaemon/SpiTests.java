package io.makedaemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packages that integrations may use beyond the API: each says so.
 */
class SpiTests {

	private static final Path ROOT = Path.of("src/main/java/io/makedaemon");

	@Test
	void isDeclaredByTheseFivePackages() throws IOException {
		try (Stream<Path> files = Files.walk(ROOT)) {
			assertThat(files.filter((file) -> file.endsWith("package-info.java"))
				.filter(SpiTests::declaresSpi)
				.map((file) -> ROOT.relativize(file.getParent()).toString()))
				.containsExactlyInAnyOrder("capture", "prepare", "signal", "systemd", "trace");
		}
	}

	private static boolean declaresSpi(Path file) {
		try {
			return Files.readString(file).contains(" SPI: ");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

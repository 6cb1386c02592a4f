package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The architecture's page names every package, and its links are there.
 */
class ArchitectureDocumentationTests {

	private static final Path ROOT = Path.of(System.getProperty("basedir", "")).resolve("..");

	private static final Path PAGE = ROOT.resolve("docs/architecture.md");

	@Test
	void namesEveryPackage() throws IOException {
		String page = Files.readString(PAGE);
		for (String packages : List.of("daemon-core/src/main/java/io/makedaemon",
				"daemon-spring-boot-starter/src/main/java/io/makedaemon/spring/boot")) {
			try (Stream<Path> files = Files.list(ROOT.resolve(packages))) {
				assertThat(files.filter(Files::isDirectory).map((file) -> "`" + file.getFileName() + "`").toList())
					.isNotEmpty()
					.allSatisfy((name) -> assertThat(page).contains(name));
			}
		}
	}

	@Test
	void namesTheStages() throws IOException {
		String page = Files.readString(PAGE);
		try (Stream<Path> files = Files.list(ROOT.resolve("daemon-core/src/main/java/io/makedaemon"))) {
			assertThat(files.map((file) -> file.getFileName().toString().replace(".java", ""))
				.filter((name) -> name.startsWith("Stage"))
				.map((name) -> "`" + name + "`")
				.toList()).isNotEmpty().allSatisfy((name) -> assertThat(page).contains(name));
		}
	}

}

package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The documents name tests as proof: they are there.
 */
class ReadmeTests {

	private static final Path ROOT = Path.of(System.getProperty("basedir", "")).resolve("..");

	private static final Pattern TEST = Pattern.compile("`(\\w+[a-z](?:IT|Tests))(?:\\.(\\w+))?`");

	@Test
	void namesTestsThatAreThere() throws IOException {
		namesTestsThatAreThere("README.md", 15);
	}

	@Test
	void securityNamesTestsThatAreThere() throws IOException {
		namesTestsThatAreThere("docs/security.md", 25);
	}

	@Test
	void securityHasTestForEachRow() throws IOException {
		assertThat(Files.readString(ROOT.resolve("docs/security.md")).lines())
			.filteredOn((line) -> line.startsWith("| ") && !line.startsWith("| who "))
			.hasSizeGreaterThan(20)
			.allMatch((row) -> TEST.matcher(row).find());
	}

	private static void namesTestsThatAreThere(String document, int minimum) throws IOException {
		Set<String> missing = new TreeSet<>();
		int count = 0;
		Matcher matcher = TEST.matcher(Files.readString(ROOT.resolve(document)));
		while (matcher.find()) {
			count++;
			String method = matcher.group(2);
			if (!source(matcher.group(1)).contains((method != null) ? " " + method + "(" : "class ")) {
				missing.add(matcher.group());
			}
		}
		assertThat(missing).isEmpty();
		assertThat(count).isGreaterThanOrEqualTo(minimum);
	}

	@Test
	void hasTestForEverythingThatTheTerminalSays() throws IOException {
		List<String> rows = Files.readString(ROOT.resolve("README.md"))
			.lines()
			.dropWhile((line) -> !line.startsWith("| situation |"))
			.skip(2)
			.takeWhile((line) -> line.startsWith("|"))
			.toList();
		assertThat(rows).hasSizeGreaterThan(20).allMatch((row) -> TEST.matcher(row).find());
	}

	/**
	 * The sources of a test, one behind the other if several modules have one of the
	 * name.
	 */
	private static String source(String test) throws IOException {
		StringBuilder source = new StringBuilder();
		for (String module : Set.of("daemon-core", "daemon-spring-boot-starter", "sample-app", "integration-tests")) {
			try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
				for (Path file : files.filter((path) -> path.endsWith(test + ".java")).collect(Collectors.toSet())) {
					source.append(Files.readString(file));
				}
			}
		}
		return source.toString();
	}

}

package io.makedaemon;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pages keep what they promise: what they link to, name as proof or show as code is
 * there.
 */
class DocumentationTests {

	private static final Path ROOT = Path.of(System.getProperty("basedir", ""))
		.toAbsolutePath()
		.resolve("..")
		.normalize();

	private static final Pattern TEST = Pattern.compile("`((?!Subject)\\w+[a-z](?:IT|Tests))(?:\\.(\\w+))?`");

	/** The text may have a line break in it. */
	private static final Pattern LINK = Pattern.compile("]\\(([^)\\s#]*)(?:#([^)\\s]+))?\\)");

	private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

	/** A table whose last column names tests, and its rows. */
	private static final Pattern TABLE_OF_TESTS = Pattern.compile("^\\|.*\\| test \\|\n\\|[-|]+\\|\n((?:\\|.*\n)+)",
			Pattern.MULTILINE);

	private static final Pattern JAVA = Pattern.compile("```java\n(import .*?class (\\w+) .*?)```", Pattern.DOTALL);

	private static final Pattern VERSION = Pattern
		.compile("daemon-(?:core|spring-boot-starter)(?::|</artifactId>\\s*<version>)([\\w.-]+)");

	private static final Pattern BOOT_VERSION = Pattern
		.compile("spring-boot-starter-parent</artifactId>\\s*<version>([\\w.-]+)");

	static List<String> pages() throws IOException {
		try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
			return Stream
				.concat(Stream.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md",
						"benchmarks/README.md"), docs.map((file) -> ROOT.relativize(file).toString()))
				.filter((page) -> page.endsWith(".md"))
				.sorted()
				.toList();
		}
	}

	@Test
	void readmeIsShortAndLinksToEveryPage() throws IOException {
		String readme = read("README.md");
		assertThat(readme.lines()).hasSizeLessThanOrEqualTo(130);
		assertThat(pages()).filteredOn((page) -> !page.equals("README.md"))
			.hasSizeGreaterThan(20)
			.allSatisfy((page) -> assertThat(readme).contains("](" + page + ")"));
	}

	@Test
	void readmeHasTheCommandsOfTheBuild() throws IOException {
		assertThat(read("README.md")).contains("./mvnw -DskipTests package", "./mvnw verify", "-Pfull");
	}

	/**
	 * A line for each step of the build, not for each download.
	 */
	@Test
	void firstCommandOfReadmeShowsThatItGoesOn() throws IOException {
		String build = read("README.md").split("```sh\n", -1)[1].lines().findFirst().orElseThrow();
		assertThat(build).isEqualTo("./mvnw -DskipTests package");
		assertThat(read(".mvn/maven.config").lines()).containsExactly("--no-transfer-progress");
	}

	@ParameterizedTest
	@MethodSource("pages")
	void opensWithItsReaderAndEndsWithTheNextPage(String page) throws IOException {
		if (page.startsWith("docs/")) {
			List<String> paragraphs = List.of(read(page).strip().split("\n\n", -1));
			assertThat(paragraphs.get(0)).matches("# [A-Za-z ]+");
			assertThat(paragraphs.get(1)).startsWith("For ");
			assertThat(paragraphs.get(paragraphs.size() - 1)).startsWith("Where to go next: ").contains("](");
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksToWhatIsThere(String page) throws IOException {
		Set<String> missing = new TreeSet<>();
		Matcher link = LINK.matcher(read(page));
		while (link.find()) {
			String path = link.group(1);
			if (path.startsWith("https://")) {
				continue;
			}
			Path file = path.isEmpty() ? ROOT.resolve(page) : ROOT.resolve(page).resolveSibling(path).normalize();
			boolean there = Files.exists(file)
					&& (link.group(2) == null || anchors(Files.readString(file)).contains(link.group(2)));
			if (!there) {
				missing.add(link.group());
			}
		}
		assertThat(missing).isEmpty();
	}

	/**
	 * As GitHub makes them of headings.
	 */
	private static Set<String> anchors(String page) {
		return HEADING.matcher(page)
			.results()
			.map((heading) -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-'))
			.collect(Collectors.toSet());
	}

	@ParameterizedTest
	@MethodSource("pages")
	void namesTestsThatAreThere(String page) throws IOException {
		Set<String> missing = new TreeSet<>();
		Matcher test = TEST.matcher(read(page));
		while (test.find()) {
			String method = test.group(2);
			if (!source(test.group(1)).contains((method != null) ? " " + method + "(" : "class ")) {
				missing.add(test.group());
			}
		}
		assertThat(missing).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void hasTestInEachRowOfTableOfTests(String page) throws IOException {
		assertThat(rowsOfTests(page)).allMatch((row) -> TEST.matcher(row).find());
	}

	@Test
	void promisesAreTablesOfTests() throws IOException {
		assertThat(rowsOfTests("docs/commands.md")).hasSizeGreaterThan(10);
		assertThat(rowsOfTests("docs/conformance.md")).hasSizeGreaterThan(20);
		assertThat(rowsOfTests("docs/core-api.md")).hasSizeGreaterThan(10);
		assertThat(rowsOfTests("docs/failures.md")).hasSizeGreaterThan(20);
		assertThat(rowsOfTests("docs/security.md")).hasSizeGreaterThan(20);
		assertThat(rowsOfTests("docs/signals.md")).hasSizeGreaterThan(3);
		assertThat(rowsOfTests("docs/where-it-stays-in-the-foreground.md")).hasSizeGreaterThan(10);
	}

	@Test
	void conformanceHasTestOrReasonForEverythingThatOthersTest() throws IOException {
		assertThat(read("docs/conformance.md").lines()
			.dropWhile((line) -> !line.equals("| Spring Boot 3.5 | here |"))
			.filter((line) -> line.startsWith("| ") && !line.endsWith("| here |"))).hasSizeGreaterThan(20)
			.allMatch((row) -> TEST.matcher(row).find() || row.contains("| not here: "));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void namesTheVersionsOfTheBuild(String page) throws IOException {
		String build = read("pom.xml");
		assertThat(VERSION.matcher(read(page)).results().map((match) -> match.group(1)))
			.allSatisfy((version) -> assertThat(build).contains("<version>" + version + "</version>"));
		assertThat(BOOT_VERSION.matcher(read(page)).results().map((match) -> match.group(1))).allSatisfy(
				(version) -> assertThat(build).contains("<spring-boot.version>" + version + "</spring-boot.version>"));
	}

	@Test
	void coreApiNamesOptionsThatAreThere() throws IOException {
		Set<String> options = Stream.of(DaemonAttr.Builder.class.getDeclaredMethods())
			.map(Method::getName)
			.collect(Collectors.toSet());
		List<String> named = read("docs/core-api.md").lines()
			.dropWhile((line) -> !line.startsWith("| `DaemonAttr.Builder` |"))
			.skip(2)
			.takeWhile((line) -> line.startsWith("|"))
			.flatMap((row) -> Pattern.compile("`(\\w+)`").matcher(row.split("\\|", -1)[1]).results())
			.map((name) -> name.group(1))
			.toList();
		assertThat(named).hasSizeGreaterThan(10).isSubsetOf(options);
	}

	@Test
	void pagesShowProgramsThatCompile(@TempDir Path directory) throws IOException {
		List<MatchResult> programs = JAVA.matcher(read("docs/core-api.md") + read("docs/sockets.md"))
			.results()
			.toList();
		assertThat(programs).hasSize(3);
		for (MatchResult program : programs) {
			Path file = Files.writeString(directory.resolve(program.group(2) + ".java"), program.group(1));
			assertThat(ToolProvider.getSystemJavaCompiler()
				.run(null, null, null, "-classpath", System.getProperty("java.class.path"), "-d", directory.toString(),
						file.toString()))
				.isZero();
		}
	}

	private static List<String> rowsOfTests(String page) throws IOException {
		return TABLE_OF_TESTS.matcher(read(page))
			.results()
			.flatMap((table) -> table.group(1).lines())
			.map((row) -> row.substring(row.lastIndexOf(" | ")))
			.toList();
	}

	/**
	 * The sources of a test, one behind the other if several modules have one of the
	 * name.
	 */
	private static String source(String test) throws IOException {
		StringBuilder source = new StringBuilder();
		for (String module : List.of("daemon-core", "daemon-spring-boot-starter", "sample-app", "integration-tests")) {
			try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
				for (Path file : files.filter((path) -> path.endsWith(test + ".java")).toList()) {
					source.append(Files.readString(file));
				}
			}
		}
		return source.toString();
	}

	private static String read(String page) throws IOException {
		return Files.readString(ROOT.resolve(page));
	}

}

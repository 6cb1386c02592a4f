package io.makedaemon.spring.boot;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

import io.makedaemon.spring.boot.actuate.DaemonEndpoint.CaptureDescriptor;
import io.makedaemon.spring.boot.actuate.DaemonEndpoint.DaemonDescriptor;
import io.makedaemon.spring.boot.actuate.DaemonEndpoint.FileDescriptor;
import io.makedaemon.spring.boot.actuate.DaemonEndpoint.SocketDescriptor;
import io.makedaemon.spring.boot.logging.CapturedOutput.StreamState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the pages name is there: properties, fields, meters, decisions and exit codes. And
 * what is there is named.
 */
class DocumentedNamesTests {

	private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

	private static final Path ROOT = MODULE.resolve("..").normalize();

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	/** A property, a part of the name of several, a logger or a meter. */
	private static final Pattern NAME = Pattern.compile(
			"(?<![\\w./-])(?:--|-D)?((?:daemon|management\\.(?:health|info)\\.daemon\\w*)\\.[a-z][a-z0-9.-]*[a-z0-9])");

	private static final Pattern JAVA = Pattern.compile("```java\n.*?```", Pattern.DOTALL);

	private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	private static final Pattern METER = Pattern.compile("builder\\(\"(daemon[^\"]+)\"");

	private static final Pattern EXIT_CODE = Pattern.compile("static final int \\w+ = (\\d+);");

	private static final Set<String> LOGGERS = Set.of("daemon.stdout", "daemon.stderr");

	/** Misspelt on purpose. */
	private static final Set<String> WRONG = Set.of("daemon.umsk");

	static List<Path> pages() throws IOException {
		try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
			return Stream.concat(docs.filter((page) -> page.toString().endsWith(".md")),
					Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "benchmarks/README.md")
						.map(ROOT::resolve))
				.sorted()
				.toList();
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void propertiesLoggersAndMetersAreThere(Path page) throws IOException {
		Set<String> known = new TreeSet<>(properties());
		known.addAll(LOGGERS);
		known.addAll(meters());
		known.addAll(WRONG);
		String text = JAVA.matcher(Files.readString(page)).replaceAll("");
		assertThat(NAME.matcher(text).results().map((name) -> name.group(1)))
			.allSatisfy((name) -> assertThat(known).anyMatch((other) -> (other + ".").startsWith(name + ".")));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void configurationsAreAccepted(Path page) throws IOException {
		for (String yaml : YAML.matcher(Files.readString(page)).results().map((block) -> block.group(1)).toList()) {
			StandardEnvironment environment = new StandardEnvironment();
			new YamlPropertySourceLoader().load("page", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
				.forEach(environment.getPropertySources()::addFirst);
			assertThat(new DaemonPropertiesBinder(environment).bind()).isNotNull();
		}
	}

	@Test
	void fieldsAreThoseOfTheEndpoint() throws IOException {
		assertThat(firstCells("observability.md", "| field |"))
			.containsExactlyInAnyOrderElementsOf(components(DaemonDescriptor.class));
		assertThat(page("observability.md")).contains(
				Stream.of(FileDescriptor.class, SocketDescriptor.class, CaptureDescriptor.class, StreamState.class)
					.flatMap((type) -> components(type).stream())
					.map((name) -> "`" + name + "`")
					.toList());
	}

	@Test
	void metersAreThoseThatAreBound() throws IOException {
		assertThat(firstCells("observability.md", "| meter |")).containsExactlyInAnyOrderElementsOf(meters());
	}

	@Test
	void decisionsAreThoseOfTheSkipChecks() throws IOException {
		String checks = source("DaemonSkipCheck.java");
		List<String> decisions = rows("where-it-stays-in-the-foreground.md", "| where |").stream()
			.flatMap((row) -> codes(row.split("\\|", -1)[2]))
			.toList();
		assertThat(decisions).hasSizeGreaterThan(10).allSatisfy((decision) -> assertThat(checks).contains(decision));
	}

	@Test
	void exitCodesAreThoseOfTheCommands() throws IOException {
		Set<String> codes = Stream
			.concat(rows("commands.md", "| command |").stream(), rows("commands.md", "| situation |").stream())
			.flatMap((row) -> Pattern.compile("\\b\\d+\\b")
				.matcher(row.split("\\|", -1)[row.split("\\|", -1).length - 3])
				.results())
			.map((code) -> code.group())
			.collect(Collectors.toSet());
		assertThat(codes).isEqualTo(EXIT_CODE.matcher(source("command/ExitCode.java"))
			.results()
			.map((code) -> code.group(1))
			.collect(Collectors.toSet()));
	}

	private static Set<String> properties() throws IOException {
		try (InputStream stream = DaemonProperties.class.getClassLoader().getResourceAsStream(METADATA)) {
			List<String> names = JsonPath.parse(Objects.requireNonNull(stream)).read("$.properties[*].name");
			return new TreeSet<>(names);
		}
	}

	private static Set<String> meters() throws IOException {
		return METER.matcher(source("metrics/DaemonMetrics.java"))
			.results()
			.map((meter) -> meter.group(1))
			.collect(Collectors.toSet());
	}

	private static List<String> components(Class<?> type) {
		return Stream.of(type.getRecordComponents()).map(RecordComponent::getName).toList();
	}

	private static List<String> firstCells(String page, String header) throws IOException {
		return rows(page, header).stream().flatMap((row) -> codes(row.split("\\|", -1)[1])).toList();
	}

	private static Stream<String> codes(String cell) {
		return CODE.matcher(cell).results().map((code) -> code.group(1));
	}

	private static List<String> rows(String page, String header) throws IOException {
		return page(page).lines()
			.dropWhile((line) -> !line.startsWith(header))
			.skip(2)
			.takeWhile((line) -> line.startsWith("|"))
			.toList();
	}

	private static String page(String page) throws IOException {
		return Files.readString(ROOT.resolve("docs").resolve(page));
	}

	private static String source(String file) throws IOException {
		return Files.readString(MODULE.resolve("src/main/java/io/makedaemon/spring/boot").resolve(file));
	}

}

package io.makedaemon.spring.boot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The generated metadata, and the page about properties, say the same of the properties.
 */
class DaemonPropertiesDocumentationTests {

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private static final Path PAGE = Path.of(System.getProperty("basedir", "")).resolve("../docs/properties.md");

	private static final Pattern ROW = Pattern.compile("^\\| `(daemon\\.[a-z.-]+)` \\|([^|]*)\\|([^|]*)\\|$",
			Pattern.MULTILINE);

	/** What is computed, or a list, has no default there. */
	private static final Map<String, String> DEFAULTS = Map.ofEntries(Map.entry("daemon.enabled", "true"),
			Map.entry("daemon.program-name", ""), Map.entry("daemon.capture-output", "true"),
			Map.entry("daemon.capture.max-line-length", "64KB"), Map.entry("daemon.capture.group-stack-traces", "true"),
			Map.entry("daemon.capture.max-backlog", "128MB"),
			Map.entry("daemon.capture.stdout.logger", "daemon.stdout"),
			Map.entry("daemon.capture.stdout.level", "info"),
			Map.entry("daemon.capture.stderr.logger", "daemon.stderr"),
			Map.entry("daemon.capture.stderr.level", "warn"), Map.entry("daemon.files", ""),
			Map.entry("daemon.hold-schedulers", "true"), Map.entry("daemon.hold-listeners", "true"),
			Map.entry("daemon.upgradable", "false"), Map.entry("daemon.sockets", ""),
			Map.entry("daemon.working-directory", ""), Map.entry("daemon.umask", "027"),
			Map.entry("daemon.start-timeout", "90s"), Map.entry("daemon.quiet", "false"),
			Map.entry("daemon.pid-file", ""), Map.entry("daemon.signals", ""), Map.entry("daemon.jvm-options", ""),
			Map.entry("daemon.user", ""), Map.entry("daemon.group", ""), Map.entry("daemon.capabilities", ""),
			Map.entry("daemon.no-new-privileges", "false"), Map.entry("daemon.limits.nofile.soft", ""),
			Map.entry("daemon.limits.nofile.hard", ""), Map.entry("daemon.limits.core.soft", ""),
			Map.entry("daemon.limits.core.hard", ""), Map.entry("daemon.command", ""),
			Map.entry("daemon.status.format", "text"), Map.entry("daemon.log.lines", "50"),
			Map.entry("daemon.log.follow", "false"), Map.entry("daemon.unit.format", "systemd"),
			Map.entry("daemon.dump.heap", ""), Map.entry("daemon.stop-timeout", ""),
			Map.entry("daemon.drain-timeout", "10s"), Map.entry("daemon.memory-check", "true"),
			Map.entry("daemon.supervise", "no"), Map.entry("daemon.supervise.mode", "no"),
			Map.entry("daemon.supervise.delay", "1s"), Map.entry("daemon.supervise.max-delay", "60s"),
			Map.entry("daemon.supervise.stable-after", "60s"), Map.entry("daemon.supervise.max-failures", "5"),
			Map.entry("daemon.supervise.failures-within", "10m"), Map.entry("daemon.supervise.ignore-exit-codes", ""),
			Map.entry("daemon.supervise.liveness", "0"), Map.entry("daemon.cache-directory", ""));

	@Test
	void metadataHasEveryPropertyWithItsDefault() throws IOException {
		Map<String, String> defaults = new TreeMap<>();
		metadata().forEach((name, property) -> defaults.put(name, text(property, "defaultValue")));
		assertThat(defaults).containsExactlyInAnyOrderEntriesOf(DEFAULTS);
	}

	@Test
	void metadataDescribesEveryPropertyInPlainSentences() throws IOException {
		assertThat(metadata()).allSatisfy((name, property) -> assertThat(text(property, "description")).as(name)
			.matches("[A-Z][^{<`]*\\.")
			.doesNotStartWith("The ")
			.doesNotStartWith("A "));
	}

	@Test
	void pageHasTheSamePropertiesAndDefaults() throws IOException {
		Map<String, String> defaults = new TreeMap<>();
		Matcher row = ROW.matcher(Files.readString(PAGE));
		while (row.find()) {
			defaults.put(row.group(1), row.group(2).replace('`', ' ').strip());
			assertThat(row.group(3)).as(row.group(1)).isNotBlank();
		}
		assertThat(defaults).containsExactlyInAnyOrderEntriesOf(DEFAULTS);
	}

	private static Map<String, Map<String, Object>> metadata() throws IOException {
		try (InputStream stream = DaemonProperties.class.getClassLoader().getResourceAsStream(METADATA)) {
			List<Map<String, Object>> properties = JsonPath.parse(Objects.requireNonNull(stream)).read("$.properties");
			return properties.stream()
				.filter((property) -> text(property, "name").startsWith("daemon."))
				.collect(Collectors.toMap((property) -> text(property, "name"), Function.identity()));
		}
	}

	private static String text(Map<String, Object> property, String key) {
		return Objects.toString(property.get(key), "");
	}

}

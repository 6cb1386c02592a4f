package io.makedaemon.spring.boot.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.boot.env.ConfigTreePropertySource.Option;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link RelativePaths}: in every source, with its origin, and nowhere else.
 */
class RelativePathsTests {

	private static final String URL = "spring.datasource.url";

	private final StandardEnvironment environment = new StandardEnvironment();

	RelativePathsTests() {
		MutablePropertySources sources = this.environment.getPropertySources();
		sources.forEach((source) -> sources.remove(source.getName()));
		ConfigurationPropertySources.attach(this.environment);
	}

	@Test
	void areFoundInEverySource() {
		add(new SimpleCommandLinePropertySource("--server.ssl.key-store=ks.p12", "file:argument"));
		add(new MapPropertySource("systemProperties", Map.of("app.home", "./home")));
		add(new SystemEnvironmentPropertySource("systemEnvironment",
				Map.of("SPRING_DATASOURCE_URL", "jdbc:h2:./petdb;PASSWORD=secret", "_", "./mvnw")));
		add(new MapPropertySource("file", Map.of("spring.web.resources.static-locations[1]", "file:public")));
		assertThat(find()).containsExactlyInAnyOrder(
				new RelativePath("'server.ssl.key-store' (originating from "
						+ "'\"server.ssl.key-store\" from property source \"commandLineArgs\"')", "ks.p12"),
				new RelativePath(
						"'app.home' (originating from " + "'\"app.home\" from property source \"systemProperties\"')",
						"./home"),
				new RelativePath("'spring.datasource.url' (originating from "
						+ "'\"SPRING_DATASOURCE_URL\" from property source \"systemEnvironment\"')", "./petdb"),
				new RelativePath(
						"'spring.web.resources.static-locations[1]' (originating from "
								+ "'\"spring.web.resources.static-locations[1]\" from property source \"file\"')",
						"public"));
	}

	@Test
	void areNotThoseThatAnotherSourceOverrides() {
		add(new SystemEnvironmentPropertySource("systemEnvironment",
				Map.of("SPRING_DATASOURCE_URL", "jdbc:postgresql:pets", "LIST", "a")));
		add(new MapPropertySource("file", Map.of(URL, "jdbc:h2:./petdb", "list[0]", "file:a", "list[1]", "file:b")));
		assertThat(find()).isEmpty();
	}

	@Test
	void areFoundOnce() {
		add(new MapPropertySource("first", Map.of(URL, "jdbc:h2:./first")));
		add(new MapPropertySource("second", Map.of(URL, "jdbc:h2:./second")));
		assertThat(find()).extracting(RelativePath::path).containsExactly("./first");
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '\0',
			value = { "${DB_URL:jdbc:h2:./petdb}, ./petdb", "jdbc:h2:${data}/petdb, ./here/petdb",
					"jdbc:h2:${absolute}/petdb,", "jdbc:h2:${unknown}/petdb,", "jdbc:h2:${circle}/petdb,",
					"jdbc:h2:${number}/petdb,", "jdbc:h2:${user.dir}/petdb, .//petdb",
					"jdbc:h2:${data:/there}/petdb, ./here/petdb" })
	void areFoundBehindPlaceholders(String value, @Nullable String path) {
		add(new MapPropertySource("file",
				Map.of(URL, value, "data", "./here", "absolute", "/there", "circle", "${circle}", "number", 1)));
		assertThat(find().stream().filter((found) -> found.property().startsWith("'" + URL + "'")))
			.extracting(RelativePath::path)
			.isEqualTo((path != null) ? List.of(path) : List.of());
	}

	@Test
	void areFoundOfUserDirectoryWhereverItIsNamed() {
		add(new MapPropertySource("file", Map.of("logging.file.name", "${user.dir}/a.log", "spring.config.import",
				"file:${user.dir}/more.yml", "logging.file.path", "./logs")));
		assertThat(find()).extracting(RelativePath::path).containsExactlyInAnyOrder(".//a.log", ".//more.yml");
	}

	/**
	 * In the launch directory of the tests.
	 */
	@ParameterizedTest
	@CsvSource({ "app.upload-dir, uploads, true", "app.upload-dir, ${UPLOADS:uploads/new}, true",
			"APP_DATADIRECTORY, data, true", "app.upload-dir, /srv/uploads, false", "app.upload-dir, true, false",
			"app.upload-dir, '', false", "spring.cloud.upload-dir, uploads, true",
			"server.tomcat.accesslog.directory, logs, false", "logging.level.app.dir, debug, false",
			"app.rules, pom.xml, true", "app.rules, src/main, true", "app.rules, 'pom.xml, none.xml', false",
			"app.rules, none.xml, false", "app.rules, src, false", "app.rules, ., false", "app.dir, ., true",
			"server.rules, pom.xml, true", "spring.kafka.properties.ssl.truststore.location, pom.xml, true",
			"daemon.files[0].path, pom.xml, false", "management.metrics.system.diskspace.paths, data, true" })
	void areFoundInPropertiesOfTheApplication(String name, String value, boolean found) {
		add(new MapPropertySource("file", Map.of(name, value)));
		assertThat(find()).hasSize(found ? 1 : 0);
	}

	/**
	 * A source that is asked may fetch a secret, or make what it is asked for.
	 */
	@Test
	void areNotLookedForWhereNobodyCanTellWhatThereIs() {
		add(new PropertySource<>("vault", new Object()) {
			@Override
			public @Nullable Object getProperty(String name) {
				throw new IllegalStateException("asked for " + name);
			}
		});
		assertThat(find()).isEmpty();
	}

	@Test
	void areFoundInConfigurationTree(@TempDir Path tree) throws IOException {
		Files.writeString(tree.resolve(URL), "jdbc:h2:${data}/petdb\n");
		Files.writeString(tree.resolve("data"), "./here\n");
		Files.createFile(tree.resolve("a.removed"));
		add(new ConfigTreePropertySource("tree", tree, Option.AUTO_TRIM_TRAILING_NEW_LINE));
		Files.delete(tree.resolve("a.removed"));
		assertThat(find()).extracting(RelativePath::path).containsExactlyInAnyOrder("./here/petdb", "./here");
	}

	@Test
	void areFoundInOptionsOfTheDaemon() {
		add(new SimpleCommandLinePropertySource("--daemon.jvm-options=-Dspring.datasource.url=jdbc:h2:./petdb"));
		assertThat(RelativePaths.in(this.environment, List.of("-Xmx64m", "-Da=./a", "-Db=/b", "-D" + URL)))
			.containsExactly(new RelativePath("'a' in 'daemon.jvm-options' (originating from "
					+ "'\"daemon.jvm-options\" from property source \"commandLineArgs\"')", "./a"));
	}

	@Test
	void meanFileInEachDirectory() {
		assertThat(new RelativePath("any", "../a/./b").in(Path.of("/c/d"))).isEqualTo(Path.of("/c/a/b"));
	}

	private void add(PropertySource<?> source) {
		this.environment.getPropertySources().addLast(source);
	}

	private List<RelativePath> find() {
		return RelativePaths.in(this.environment, List.of());
	}

}

package io.makedaemon.spring.boot.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ConfigurationDigest}: what makes two configurations the same.
 */
class ConfigurationDigestTests {

	private static final String FILE = "Config resource 'file [%s]' via location 'optional:file:./'";

	@Test
	void doesNotCareForPathsAndOrderOfKeys() {
		String parent = digest("application.yml", Map.of("a", "1", "b", 2)).toString();
		Map<String, Object> other = new LinkedHashMap<>();
		other.put("b", 2);
		other.put("a", "1");
		assertThat(digest("/launch/application.yml", other).difference(parent, true)).isNull();
	}

	@Test
	void noticesOtherValueOrKey() {
		String parent = digest("application.yml", Map.of("a", "1")).toString();
		List<Map<String, Object>> others = List.of(Map.of("a", "2"), Map.of("b", "1"), Map.of("a1", ""),
				Map.of("a", "1", "b", ""));
		for (Map<String, Object> other : others) {
			assertThat(digest("/launch/application.yml", other).difference(parent, true)).as(other::toString)
				.isEqualTo(FILE.formatted("application.yml"));
		}
	}

	@Test
	void noticesFileThatIsMissingOnEitherSide() {
		ConfigurationDigest none = ConfigurationDigest.of(new StandardEnvironment());
		ConfigurationDigest one = digest("application.yml", Map.of("a", "1"));
		assertThat(none.difference(none.toString(), true)).isNull();
		assertThat(none.difference(one.toString(), true)).isEqualTo(FILE.formatted("application.yml"));
		assertThat(one.difference(none.toString(), true)).isEqualTo(FILE.formatted("application.yml"));
	}

	@Test
	void leavesOutWhatComesWithTheProcess() {
		assertThat(ConfigurationDigest.of(new StandardEnvironment())).hasToString("");
		assertThat(added(Map.of("a", Math.random())).difference(added(Map.of("a", Math.random())).toString(), true))
			.isNull();
	}

	/**
	 * As when other code reads a file by a relative path.
	 */
	@Test
	void noticesOtherKeysThatCodeHasAddedInAnotherDirectory() {
		ConfigurationDigest parent = added(Map.of("a", "1"));
		assertThat(added(Map.of()).difference(parent.toString(), true)).isEqualTo("dotenv");
		assertThat(added(Map.of()).difference(parent.toString(), false)).isNull();
	}

	private static ConfigurationDigest added(Map<String, Object> properties) {
		ConfigurableEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("dotenv", properties));
		return ConfigurationDigest.of(environment);
	}

	private static ConfigurationDigest digest(String file, Map<String, Object> properties) {
		ConfigurableEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addLast(new MapPropertySource(FILE.formatted(file), properties));
		return ConfigurationDigest.of(environment);
	}

}

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
		assertThat(digest("/launch/application.yml", other).difference(parent)).isNull();
	}

	@Test
	void noticesOtherValueOrKey() {
		String parent = digest("application.yml", Map.of("a", "1")).toString();
		List<Map<String, Object>> others = List.of(Map.of("a", "2"), Map.of("b", "1"), Map.of("a1", ""),
				Map.of("a", "1", "b", ""));
		for (Map<String, Object> other : others) {
			assertThat(digest("/launch/application.yml", other).difference(parent)).as(other::toString)
				.isEqualTo(FILE.formatted("application.yml"));
		}
	}

	@Test
	void noticesFileThatIsMissingOnEitherSide() {
		ConfigurationDigest none = ConfigurationDigest.of(new StandardEnvironment());
		ConfigurationDigest one = digest("application.yml", Map.of("a", "1"));
		assertThat(none.difference(none.toString())).isNull();
		assertThat(none.difference(one.toString())).isEqualTo(FILE.formatted("application.yml"));
		assertThat(one.difference(none.toString())).isEqualTo(FILE.formatted("application.yml"));
	}

	@Test
	void leavesOutWhatComesWithTheProcess() {
		ConfigurableEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("random things", Map.of("a", Math.random())));
		assertThat(ConfigurationDigest.of(environment)).hasToString("");
	}

	private static ConfigurationDigest digest(String file, Map<String, Object> properties) {
		ConfigurableEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addLast(new MapPropertySource(FILE.formatted(file), properties));
		return ConfigurationDigest.of(environment);
	}

}

package io.makedaemon.spring.boot.diagnostics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link UnknownDaemonPropertyFailureAnalyzer}: keys, origins, and what was probably
 * meant.
 */
class UnknownDaemonPropertyFailureAnalyzerTests {

	@Test
	void namesKeysAndOrigins() {
		Map<ConfigurationProperty, String> unknown = new LinkedHashMap<>();
		unknown.put(property("daemon.fiels", new TextOrigin("application.yml - 3:5")), "daemon.files");
		unknown.put(property("daemon.nonsense", null), "");
		FailureAnalysis analysis = Objects.requireNonNull(
				new UnknownDaemonPropertyFailureAnalyzer().analyze(new UnknownDaemonPropertiesException(unknown)));
		assertThat(analysis.getDescription()).isEqualTo("There is no property daemon.fiels (application.yml - 3:5)."
				+ " Did you mean daemon.files?\nThere is no property daemon.nonsense.");
		assertThat(analysis.getAction()).startsWith("Correct the key, or remove it");
	}

	private static ConfigurationProperty property(String name, @Nullable Origin origin) {
		return new ConfigurationProperty(ConfigurationPropertyName.of(name), "x", origin);
	}

	/**
	 * Where a property comes from.
	 *
	 * @param text the place
	 */
	private record TextOrigin(String text) implements Origin {

		@Override
		public String toString() {
			return this.text;
		}

	}

}

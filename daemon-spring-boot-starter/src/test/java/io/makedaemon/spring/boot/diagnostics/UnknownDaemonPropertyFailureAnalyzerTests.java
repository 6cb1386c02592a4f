package io.makedaemon.spring.boot.diagnostics;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link UnknownDaemonPropertyFailureAnalyzer}: keys and origins, for keys under daemon
 * only.
 */
class UnknownDaemonPropertyFailureAnalyzerTests {

	@Test
	void namesKeysAndOrigins() {
		FailureAnalysis analysis = analyze(property("daemon.fiels", new TextOrigin("application.yml - 3:5")),
				property("daemon.umaks", null));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo(
				"There is no property daemon.fiels (application.yml - 3:5).\nThere is no property daemon.umaks.");
		assertThat(analysis.getAction()).startsWith("Correct the key, or remove it");
	}

	@Test
	void leavesKeysOfOthers() {
		assertThat(analyze(property("server.prot", null))).isNull();
		assertThat(analyze(property("daemon.x", null), property("server.prot", null))).isNull();
	}

	private static @Nullable FailureAnalysis analyze(ConfigurationProperty... properties) {
		Set<ConfigurationProperty> unbound = Stream.of(properties).collect(Collectors.toCollection(LinkedHashSet::new));
		return new UnknownDaemonPropertyFailureAnalyzer().analyze(new UnboundConfigurationPropertiesException(unbound));
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

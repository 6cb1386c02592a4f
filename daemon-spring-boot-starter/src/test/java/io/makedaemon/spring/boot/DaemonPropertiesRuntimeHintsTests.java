package io.makedaemon.spring.boot;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link DaemonPropertiesRuntimeHints}.
 */
class DaemonPropertiesRuntimeHintsTests {

	@ParameterizedTest
	@ValueSource(classes = { DaemonProperties.class, DaemonProperties.CaptureProperties.class,
			DaemonProperties.StdoutProperties.class, DaemonProperties.FileProperties.class,
			DaemonProperties.LimitProperties.class })
	void constructorCanBeFoundAndInvoked(Class<?> type) {
		RuntimeHints hints = new RuntimeHints();
		List<RuntimeHintsRegistrar> registrars = SpringFactoriesLoader
			.forResourceLocation("META-INF/spring/aot.factories")
			.load(RuntimeHintsRegistrar.class);
		assertThat(registrars).hasAtLeastOneElementOfType(DaemonPropertiesRuntimeHints.class);
		registrars.forEach((registrar) -> {
			if (registrar instanceof DaemonPropertiesRuntimeHints) {
				registrar.registerHints(hints, null);
			}
		});
		assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(type.getDeclaredConstructors()[0]))
			.accepts(hints);
	}

}

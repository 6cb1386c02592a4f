package io.makedaemon.spring.boot.diagnostics;

import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Names the unknown keys under {@code daemon}, and where they come from.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class UnknownDaemonPropertyFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("daemon");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, UnboundConfigurationPropertiesException cause) {
		if (!cause.getUnboundProperties()
			.stream()
			.allMatch((property) -> PREFIX.equals(property.getName()) || PREFIX.isAncestorOf(property.getName()))) {
			return null;
		}
		String description = cause.getUnboundProperties()
			.stream()
			.map(UnknownDaemonPropertyFailureAnalyzer::describe)
			.collect(Collectors.joining("\n"));
		return new FailureAnalysis(description,
				"Correct the key, or remove it: MakeDaemon claims every property under daemon.", cause);
	}

	private static String describe(ConfigurationProperty property) {
		String origin = (property.getOrigin() != null) ? " (" + property.getOrigin() + ")" : "";
		return "There is no property %s%s.".formatted(property.getName(), origin);
	}

}

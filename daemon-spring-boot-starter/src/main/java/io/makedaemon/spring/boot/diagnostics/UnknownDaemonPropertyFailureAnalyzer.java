package io.makedaemon.spring.boot.diagnostics;

import java.util.stream.Collectors;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Names the unknown keys under {@code daemon}, where they come from, and what was
 * probably meant.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class UnknownDaemonPropertyFailureAnalyzer extends AbstractFailureAnalyzer<UnknownDaemonPropertiesException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnknownDaemonPropertiesException cause) {
		String description = cause.meant()
			.entrySet()
			.stream()
			.map((unknown) -> describe(unknown.getKey(), unknown.getValue()))
			.collect(Collectors.joining("\n"));
		return new FailureAnalysis(description,
				"Correct the key, or remove it: MakeDaemon claims every property under daemon.", cause);
	}

	private static String describe(ConfigurationProperty property, String meant) {
		String origin = (property.getOrigin() != null) ? " (" + property.getOrigin() + ")" : "";
		String question = meant.isEmpty() ? "" : " Did you mean " + meant + "?";
		return "There is no property %s%s.%s".formatted(property.getName(), origin, question);
	}

}

package io.makedaemon.spring.boot.diagnostics;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

import io.makedaemon.capture.LineSplitter;

/**
 * Says in one sentence which value under {@code daemon} cannot be used, where it comes
 * from, and why.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class InvalidDaemonPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidConfigurationPropertyValueException> {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("daemon");

	private static final int MAX_VALUE = 200;

	/** The reason may contain paths. */
	private static final int MAX_REASON = 400;

	private final @Nullable Environment environment;

	InvalidDaemonPropertyFailureAnalyzer(@Nullable Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure,
			InvalidConfigurationPropertyValueException cause) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(cause.getName());
		if (!PREFIX.isAncestorOf(name)) {
			return null;
		}
		Object value = cause.getValue();
		String what = (value != null) ? "Invalid value '" + shown(value.toString(), MAX_VALUE) + "' for"
				: "Missing value of";
		String reason = (cause.getReason() != null) ? ": " + shown(cause.getReason(), MAX_REASON) : "";
		return new FailureAnalysis(
				what + " configuration property '" + name + "'" + PropertyOrigin.of(name, this.environment) + reason,
				null, cause);
	}

	private static String shown(String text, int maxLength) {
		String line = LineSplitter.harmless(text);
		return (line.length() > maxLength) ? line.substring(0, maxLength) + "..." : line;
	}

}

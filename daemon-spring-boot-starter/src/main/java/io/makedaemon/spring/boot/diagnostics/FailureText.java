package io.makedaemon.spring.boot.diagnostics;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Says a failure in the words of its failure analyzer, for a terminal on which there is
 * no log yet.
 */
public final class FailureText {

	/** Since Boot 4.1 an exception can have its analysis with it. */
	private static final boolean HAS_ANALYZED = ClassUtils
		.isPresent("org.springframework.boot.diagnostics.FailureAnalyzedException", FailureText.class.getClassLoader());

	private FailureText() {
	}

	/**
	 * Describe a failure.
	 * @param failure the failure
	 * @param environment the environment, where the origin of a property is found; may be
	 * null
	 * @return the analyzer's description and action; without an analyzer, the messages of
	 * the failure and its causes; with what a relative path in them means
	 */
	public static String of(Throwable failure, @Nullable Environment environment) {
		String path = RelativeFile.in(failure);
		return text(failure, environment) + ((path != null) ? "\n\n" + path : "");
	}

	private static String text(Throwable failure, @Nullable Environment environment) {
		FailureAnalysis analysis = analyze(failure, environment);
		if (analysis == null) {
			return messages(failure);
		}
		String description = analysis.getDescription().strip();
		return StringUtils.hasText(analysis.getAction()) ? description + "\n\n" + analysis.getAction().strip()
				: description;
	}

	private static @Nullable FailureAnalysis analyze(Throwable failure, @Nullable Environment environment) {
		ArgumentResolver arguments = (environment != null) ? ArgumentResolver.of(Environment.class, environment)
				: ArgumentResolver.none();
		List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, arguments, FailureHandler.handleMessage((message, ex) -> {
				// An analyzer that needs a context has nothing to say here
			}));
		for (FailureAnalyzer analyzer : analyzers) {
			FailureAnalysis analysis = analyze(failure, analyzer);
			if (analysis != null) {
				return analysis;
			}
		}
		return HAS_ANALYZED ? AnalyzedFailures.analyze(failure) : null;
	}

	private static @Nullable FailureAnalysis analyze(Throwable failure, FailureAnalyzer analyzer) {
		try {
			return analyzer.analyze(failure);
		}
		catch (RuntimeException | LinkageError ex) {
			// As in Boot: a broken analyzer does not hide the failure
			return null;
		}
	}

	private static String messages(Throwable failure) {
		StringBuilder messages = new StringBuilder(failure.toString());
		for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
			messages.append("\nCaused by: ").append(cause);
		}
		return messages.toString();
	}

	/**
	 * Loaded only where the exception is known.
	 */
	private static final class AnalyzedFailures {

		static @Nullable FailureAnalysis analyze(Throwable failure) {
			for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
				if (cause instanceof FailureAnalyzedException analyzed) {
					return analyzed.analysis();
				}
			}
			return null;
		}

	}

}

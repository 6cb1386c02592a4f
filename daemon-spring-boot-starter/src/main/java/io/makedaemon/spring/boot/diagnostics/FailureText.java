package io.makedaemon.spring.boot.diagnostics;

import java.nio.file.InvalidPathException;
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
 * Describes a failure in the words of its failure analyzer, for a terminal, when there is
 * no log yet.
 */
public final class FailureText {

	/** Since Boot 4.1, an exception can carry its analysis. */
	private static final boolean HAS_ANALYZED = ClassUtils
		.isPresent("org.springframework.boot.diagnostics.FailureAnalyzedException", FailureText.class.getClassLoader());

	/** The JDK's words for a path that is not text in the locale, as cron has it. */
	private static final String UNMAPPABLE = "Malformed input";

	private FailureText() {
	}

	/**
	 * Describe a failure.
	 * @param failure the failure
	 * @param environment the environment, to find the origin of a property; may be null
	 * @return the analyzer's description and action or, without an analyzer, the messages
	 * of the failure and its causes; then the meaning of a relative path in them, and
	 * whether the application has read standard input
	 */
	public static String of(Throwable failure, @Nullable Environment environment) {
		String path = RelativeFile.in(failure);
		return EmptyInput.explain(text(failure, environment) + ((path != null) ? "\n\n" + path : ""));
	}

	/**
	 * Return whether a failure is one that an analyzer explains, such as a wrong
	 * configuration or a port in use: it stays until somebody does something about it.
	 * @param failure the failure
	 * @param environment the environment; may be null
	 * @return whether it is
	 */
	public static boolean isExplained(Throwable failure, @Nullable Environment environment) {
		return analyze(failure, environment) != null;
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
				// An analyzer that needs a context does not work here
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
		if (failure instanceof InvalidPathException path && path.getReason().startsWith(UNMAPPABLE)) {
			messages.append("\n\nThe locale has no such characters: set LC_ALL=C.UTF-8 in the environment.");
		}
		return messages.toString();
	}

	/**
	 * Loaded only if the exception exists.
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

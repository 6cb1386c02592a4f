package io.makedaemon.spring.boot.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.ResourceUtils;

/**
 * The application's own configuration of Logback or Log4j2, which may name relative
 * files. Its text is only searched: nothing is parsed, and nothing is configured.
 */
final class LoggingConfigurationFile {

	private static final String LOGBACK_CLASS = "ch.qos.logback.classic.LoggerContext";

	/** In the order of Boot, which takes the first one. */
	private static final List<String> LOGBACK = List.of("logback-test.xml", "logback.xml", "logback-test-spring.xml",
			"logback-spring.xml");

	private static final List<String> LOG4J2 = List.of("log4j2-test.xml", "log4j2.xml", "log4j2-test-spring.xml",
			"log4j2-spring.xml");

	private LoggingConfigurationFile() {
	}

	/**
	 * Find a relative file.
	 * @param config the value of {@code logging.config}; null if it is not set
	 * @return the first file that is relative; null if there is none, or no configuration
	 */
	static @Nullable RelativePath relativePath(@Nullable String config) {
		try {
			URL url = (config != null) ? ResourceUtils.getURL(config) : find();
			if (url == null) {
				return null;
			}
			try (InputStream in = url.openStream()) {
				String path = relativePath(in);
				return (path != null) ? new RelativePath("'" + url + "'", path) : null;
			}
		}
		catch (IOException ex) {
			// Reported by the logging system
			return null;
		}
	}

	private static @Nullable URL find() {
		ClassLoader loader = Objects.requireNonNull(ClassUtils.getDefaultClassLoader());
		for (String name : ClassUtils.isPresent(LOGBACK_CLASS, loader) ? LOGBACK : LOG4J2) {
			URL url = loader.getResource(name);
			if (url != null) {
				return url;
			}
		}
		return null;
	}

	private static @Nullable String relativePath(InputStream in) throws IOException {
		String text = Patterns.COMMENT.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8)).replaceAll("");
		Map<String, String> definitions = new HashMap<>();
		Patterns.DEFINITION.matcher(text)
			.results()
			.forEach((found) -> definitions.put(found.group(1),
					(found.group(2) != null) ? found.group(2) : found.group(3)));
		return Patterns.FILE.matcher(text)
			.results()
			.map((found) -> resolve((found.group(1) != null) ? found.group(1) : found.group(2), definitions))
			.flatMap(Stream::ofNullable)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Return a path if it is relative. What begins with an unknown placeholder is not:
	 * those of Boot are absolute.
	 */
	private static @Nullable String resolve(String text, Map<String, String> definitions) {
		String path = text.strip();
		for (int depth = 0; depth < 5 && path.startsWith("${"); depth++) {
			Matcher placeholder = Patterns.PLACEHOLDER.matcher(path);
			if (!placeholder.lookingAt()) {
				return null;
			}
			String value = value(placeholder.group(1), definitions);
			value = (value != null) ? value : placeholder.group(2);
			if (value == null) {
				return null;
			}
			path = value.strip() + path.substring(placeholder.end());
		}
		return (path.isEmpty() || path.startsWith("/") || path.startsWith("$")) ? null : path;
	}

	private static @Nullable String value(String name, Map<String, String> definitions) {
		String value = definitions.get(name);
		if (value == null) {
			value = System.getProperty(name);
		}
		return (value != null) ? value : System.getenv(name);
	}

	/**
	 * Loaded only if there is a configuration.
	 */
	private static final class Patterns {

		static final Pattern COMMENT = Pattern.compile("(?s)<!--.*?-->");

		static final Pattern FILE = Pattern
			.compile("(?i)<(?:file|fileNamePattern)>([^<]+)<|\\b(?:fileName|filePattern)\\s*=\\s*[\"']([^\"']+)[\"']");

		/** As Logback and Log4j2 define their own properties. */
		static final Pattern DEFINITION = Pattern
			.compile("(?i)<property\\s+name=\"([^\"]+)\"(?:[^>]*?\\svalue=\"([^\"]+)\"|\\s*>([^<]+)<)");

		/** The first part of a path. */
		static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(?:sys:|env:)?([^:}]+)(?::-([^}$]+))?}");

	}

}

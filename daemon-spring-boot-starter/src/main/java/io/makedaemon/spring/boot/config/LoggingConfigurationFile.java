package io.makedaemon.spring.boot.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.ResourceUtils;

/**
 * The application's own configuration of Logback or Log4j2, which may name relative
 * files. Its text, and that of the files it includes, is only searched: nothing is
 * parsed, and nothing is configured.
 */
final class LoggingConfigurationFile {

	private static final String LOGBACK_CLASS = "ch.qos.logback.classic.LoggerContext";

	/** In the order of Boot, which takes the first one. */
	private static final List<String> LOGBACK = List.of("logback-test.xml", "logback.xml", "logback-test-spring.xml",
			"logback-spring.xml");

	private static final List<String> LOG4J2 = List.of("log4j2-test.xml", "log4j2.xml", "log4j2-test-spring.xml",
			"log4j2-spring.xml");

	/** Boot's own files, which name no relative ones. */
	private static final String OF_BOOT = "org/springframework/boot/";

	private static final int MAX_DEPTH = 5;

	/** Returns a property of the application. */
	private final Function<String, @Nullable String> environment;

	/** By their locations. */
	private final Map<String, String> texts = new LinkedHashMap<>();

	/** The properties that the files define. */
	private final Map<String, String> definitions = new HashMap<>();

	/** The first file that is included by a relative path. */
	private @Nullable RelativePath relativeInclude;

	private LoggingConfigurationFile(Function<String, @Nullable String> environment) {
		this.environment = environment;
	}

	/**
	 * Find a relative file.
	 * @param config the value of {@code logging.config}; null if it is not set
	 * @param environment returns a property of the application
	 * @return the first file that is relative; null if there is none, or no configuration
	 */
	static @Nullable RelativePath relativePath(@Nullable String config,
			Function<String, @Nullable String> environment) {
		try {
			URL url = (config != null) ? ResourceUtils.getURL(config) : find();
			return (url != null) ? new LoggingConfigurationFile(environment).relativePath(url) : null;
		}
		catch (IOException ex) {
			// Reported by the logging system
			return null;
		}
	}

	private static @Nullable URL find() {
		ClassLoader loader = loader();
		for (String name : ClassUtils.isPresent(LOGBACK_CLASS, loader) ? LOGBACK : LOG4J2) {
			URL url = loader.getResource(name);
			if (url != null) {
				return url;
			}
		}
		return null;
	}

	private static ClassLoader loader() {
		return Objects.requireNonNull(ClassUtils.getDefaultClassLoader());
	}

	private @Nullable RelativePath relativePath(URL url) throws IOException {
		read(url, 0);
		if (this.relativeInclude != null) {
			return this.relativeInclude;
		}
		for (Map.Entry<String, String> text : this.texts.entrySet()) {
			Matcher files = Patterns.FILE.matcher(text.getValue());
			while (files.find()) {
				String path = resolve((files.group(1) != null) ? files.group(1) : files.group(2));
				if (isRelative(path)) {
					return new RelativePath(origin(text.getKey()), path);
				}
			}
		}
		return null;
	}

	private static String origin(String location) {
		return "'" + location + "'";
	}

	/**
	 * Read a file and those that it includes, up to the first one whose name is relative.
	 */
	private void read(URL url, int depth) throws IOException {
		String text;
		try (InputStream in = url.openStream()) {
			text = Patterns.COMMENT.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8)).replaceAll("");
		}
		this.texts.put(url.toString(), text);
		for (MatchResult element : Patterns.ELEMENT.matcher(text).results().toList()) {
			Map<String, String> attributes = attributes(element.group(2));
			String file = attributes.get("file");
			String path = (file != null) ? resolve(file) : "";
			if (isRelative(path)) {
				this.relativeInclude = (this.relativeInclude != null) ? this.relativeInclude
						: new RelativePath(origin(url.toString()), path);
			}
			else if (element.group(1).equalsIgnoreCase("include") && depth < MAX_DEPTH) {
				include(url, path, attributes, depth + 1);
			}
			else {
				define(attributes, element.group(3));
			}
		}
	}

	private static Map<String, String> attributes(String text) {
		Map<String, String> attributes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		Patterns.ATTRIBUTE.matcher(text)
			.results()
			.forEach((found) -> attributes.put(found.group(1),
					(found.group(2) != null) ? found.group(2) : found.group(3)));
		return attributes;
	}

	private void include(URL url, String file, Map<String, String> attributes, int depth) {
		String resource = resolve(attributes.getOrDefault("resource", ""));
		String reference = resolve(attributes.getOrDefault("href", attributes.getOrDefault("url", "")));
		try {
			URL included = location(url, file, resource, reference);
			if (included != null && !resource.startsWith(OF_BOOT) && !this.texts.containsKey(included.toString())) {
				read(included, depth);
			}
		}
		catch (IOException | IllegalArgumentException ex) {
			// Reported by the logging system
		}
	}

	private static @Nullable URL location(URL base, String file, String resource, String reference)
			throws MalformedURLException {
		if (!file.isEmpty()) {
			return Path.of(file).toUri().toURL();
		}
		return resource.isEmpty() ? new URL(base, reference) : loader().getResource(resource);
	}

	/**
	 * Take what defines a property in Logback, in Boot's extension of it, or in Log4j2.
	 */
	private void define(Map<String, String> attributes, @Nullable String content) {
		String source = attributes.get("source");
		String value = (source != null) ? this.environment.apply(source) : attributes.getOrDefault("value", content);
		value = (value != null) ? value : attributes.get("defaultValue");
		if (value != null && attributes.containsKey("name")) {
			this.definitions.put(attributes.get("name"), value);
		}
	}

	/**
	 * Return whether a path is relative. What begins with an unknown placeholder is not:
	 * those of Boot are absolute.
	 */
	private static boolean isRelative(String path) {
		return !path.isEmpty() && !path.startsWith("/") && !path.startsWith("$");
	}

	/**
	 * Replace the placeholders that a path begins with, if they are known.
	 */
	private String resolve(String text) {
		String path = text.strip();
		for (int depth = 0; depth < MAX_DEPTH; depth++) {
			Matcher placeholder = Patterns.PLACEHOLDER.matcher(path);
			if (!placeholder.lookingAt()) {
				return path;
			}
			String value = value(placeholder.group(1), placeholder.group(2));
			value = (value != null) ? value : placeholder.group(3);
			if (value == null) {
				return path;
			}
			path = value.strip() + path.substring(placeholder.end());
		}
		return path;
	}

	private @Nullable String value(@Nullable String lookup, String name) {
		if ("spring:".equals(lookup)) {
			return this.environment.apply(name);
		}
		if (name.equals("user.dir")) {
			return ".";
		}
		String value = this.definitions.get(name);
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

		/** What defines properties, or includes a file. */
		static final Pattern ELEMENT = Pattern
			.compile("(?i)<(?:\\w+:)?(property|springProperty|include)\\b([^>]*?)(?:/>|>([^<]*))");

		static final Pattern ATTRIBUTE = Pattern.compile("([\\w.:-]+)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')");

		/** The first part of a path. */
		static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(sys:|env:|spring:)?([^:}]+)(?::-([^}$]+))?}");

	}

}

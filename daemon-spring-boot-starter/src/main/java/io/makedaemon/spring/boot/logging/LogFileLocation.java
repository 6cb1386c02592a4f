package io.makedaemon.spring.boot.logging;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ResourceUtils;
import org.springframework.util.StringUtils;

/**
 * Where the daemon logs. Relative paths are resolved against the launch directory;
 * without any path, the log is a file there, named after the program.
 */
public final class LogFileLocation {

	private static final String FILE_NAME = "logging.file.name";

	private static final String FILE_PATH = "logging.file.path";

	private static final String CONFIG = "logging.config";

	private static final String FILE_URL = ResourceUtils.FILE_URL_PREFIX;

	/** The name that Boot gives to a file in {@code logging.file.path}. */
	private static final String FILE_IN_PATH = "spring.log";

	private static final String PROPERTY_SOURCE = "daemonLogging";

	/**
	 * Characters that Logback interprets as a pattern in the path of a log file, or
	 * Spring as a placeholder in the value of a property.
	 */
	private static final String SPECIAL = "%{}[]()\\$*+?^|";

	private final Map<String, Object> properties = new LinkedHashMap<>();

	private final @Nullable Path file;

	private final Path launchDirectory;

	private final String programName;

	private final boolean relative;

	/**
	 * Create the location.
	 * @param environment the environment
	 * @param launchDirectory the directory in which the user typed the command
	 * @param programName the program's name
	 */
	public LogFileLocation(Environment environment, Path launchDirectory, String programName) {
		this.launchDirectory = launchDirectory;
		this.programName = programName;
		String name = environment.getProperty(FILE_NAME);
		String path = environment.getProperty(FILE_PATH);
		String config = environment.getProperty(CONFIG);
		if (StringUtils.hasText(name)) {
			this.file = put(FILE_NAME, name);
		}
		else if (StringUtils.hasText(path)) {
			this.file = put(FILE_PATH, path).resolve(FILE_IN_PATH);
		}
		else if (!StringUtils.hasText(config)) {
			this.file = put(FILE_NAME, fallbackName());
		}
		else {
			this.file = null;
		}
		if (StringUtils.hasText(config)) {
			String file = isRelativeUrl(config) ? config.substring(FILE_URL.length()) : config;
			if (!ResourceUtils.isUrl(file)) {
				put(CONFIG, file);
			}
		}
		this.relative = !isUnderstood(launchDirectory)
				&& this.properties.values().stream().anyMatch((file) -> !Path.of((String) file).isAbsolute());
	}

	/**
	 * Set the path. A relative path stays relative if its absolute form would be
	 * misinterpreted: the daemon then works in the launch directory.
	 */
	private Path put(String property, String file) {
		Path absolute = this.launchDirectory.resolve(file);
		this.properties.put(property, isUnderstood(this.launchDirectory) ? absolute.toString() : file);
		return absolute;
	}

	private static boolean isUnderstood(Path directory) {
		return directory.toString().chars().noneMatch(LogFileLocation::isSpecial);
	}

	private static boolean isSpecial(int c) {
		return c < ' ' || SPECIAL.indexOf(c) >= 0;
	}

	private static boolean isRelativeUrl(String config) {
		return config.startsWith(FILE_URL) && !config.startsWith("/", FILE_URL.length());
	}

	/**
	 * Return where another application in this process logs.
	 * @param environment the application's environment
	 * @return the location in that environment, or else this one
	 */
	public LogFileLocation in(Environment environment) {
		boolean named = Stream.of(FILE_NAME, FILE_PATH, CONFIG)
			.anyMatch((name) -> StringUtils.hasText(environment.getProperty(name)));
		return named ? new LogFileLocation(environment, this.launchDirectory, this.programName) : this;
	}

	/**
	 * Return the log file.
	 * @return the file, or null if only the user's logging configuration knows it
	 */
	public @Nullable Path file() {
		return this.file;
	}

	/**
	 * Return the log file for a user's logging configuration without a file: the one
	 * named after the program.
	 */
	Path fallback() {
		return this.launchDirectory.resolve(fallbackName());
	}

	/**
	 * Return the name of a file that Logback and the JVM can open: the locale may have no
	 * such characters.
	 */
	private String fallbackName() {
		CharsetEncoder names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")).newEncoder();
		StringBuilder name = new StringBuilder();
		this.programName.codePoints().forEach((c) -> {
			boolean possible = c != '/' && !isSpecial(c) && names.canEncode(Character.toString(c));
			name.appendCodePoint(possible ? c : '_');
		});
		return name.append(".log").toString();
	}

	/**
	 * Return whether a path stays relative, and therefore needs the launch directory as
	 * the working directory.
	 * @return whether there is such a path
	 */
	public boolean isRelative() {
		return this.relative;
	}

	/**
	 * Return the directory of the log file.
	 * @return the directory; the launch directory if the file is not known
	 */
	public Path directory() {
		Path directory = (this.file != null) ? this.file.getParent() : null;
		return (directory != null) ? directory : this.launchDirectory;
	}

	/**
	 * Make the logging system, which is initialized later, use the location.
	 * @param environment the environment
	 */
	public void apply(ConfigurableEnvironment environment) {
		environment.getPropertySources().addFirst(new MapPropertySource(PROPERTY_SOURCE, this.properties));
	}

}

package io.makedaemon.spring.boot;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.ConfigurableEnvironment;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonStage;
import io.makedaemon.spring.boot.config.RelativePath;
import io.makedaemon.spring.boot.config.RelativePaths;
import io.makedaemon.spring.boot.logging.LogFileLocation;
import io.makedaemon.spring.boot.start.StartListener;

/**
 * Where the daemon works: in the launch directory if something in the configuration
 * depends on it, unless the user has set another directory.
 *
 * @param path the directory; null to leave it to the core
 * @param reason what depends on the launch directory, as a clause; null if the daemon
 * does not work there for that reason
 * @param warnings what refers to another file than it would in the launch directory, one
 * sentence each
 */
record WorkingDirectory(@Nullable Path path, @Nullable String reason, List<String> warnings) implements StartListener {

	private static final Log log = LogFactory.getLog(WorkingDirectory.class);

	/** What libraries such as spring-dotenv read, and ignore if it is missing. */
	private static final String DOTENV = ".env";

	static final String PROPERTY = "daemon.working-directory";

	/**
	 * Determine the working directory.
	 * @param properties the properties
	 * @param location where the daemon logs
	 * @param environment the environment
	 * @return the working directory
	 * @throws InvalidConfigurationPropertyValueException if the daemon cannot work where
	 * the user wants it to
	 */
	static WorkingDirectory of(DaemonProperties properties, LogFileLocation location,
			ConfigurableEnvironment environment) {
		String set = properties.workingDirectory();
		if (set == null && isElsewhere()) {
			return new WorkingDirectory(null, null, List.of());
		}
		List<RelativePath> relative = RelativePaths.in(environment, properties.jvmOptions());
		return (set != null) ? wanted(set, location, relative) : found(location, relative);
	}

	/**
	 * Return whether this is the daemon, and it works in another directory than the
	 * launch directory.
	 */
	static boolean isElsewhere() {
		return Daemon.stage() == DaemonStage.DAEMON && !Path.of("").toAbsolutePath().equals(Daemon.launchDirectory());
	}

	/**
	 * Return whether this is the daemon, which works in the launch directory because the
	 * core has found a reason.
	 */
	private static boolean isBound() {
		return Daemon.stage() == DaemonStage.DAEMON && Daemon.launchDirectory().getParent() != null;
	}

	private static WorkingDirectory found(LogFileLocation location, List<RelativePath> relative) {
		String reason = null;
		if (location.isRelative()) {
			reason = "Logback misinterprets a character in its name, so the log has a relative path";
		}
		else if (PropertiesLauncher.isUsed()) {
			reason = "PropertiesLauncher may have relative paths";
		}
		else if (!relative.isEmpty()) {
			reason = "there is a relative path in "
					+ relative.stream().map(RelativePath::property).collect(Collectors.joining(", "));
		}
		else if (Files.exists(Daemon.launchDirectory().resolve(DOTENV))) {
			reason = "there is a file " + DOTENV + ", which libraries read from the working directory";
		}
		else if (isBound()) {
			reason = "a relative path in the JVM's options would mean another file elsewhere";
		}
		return new WorkingDirectory((reason != null) ? Daemon.launchDirectory() : null, reason, List.of());
	}

	private static WorkingDirectory wanted(String set, LogFileLocation location, List<RelativePath> relative) {
		Path launchDirectory = Daemon.launchDirectory();
		Path path = path(set);
		Path directory = launchDirectory.resolve(path).normalize();
		if (directory.equals(launchDirectory)) {
			return new WorkingDirectory(path, null, List.of());
		}
		check(set, location, launchDirectory);
		return new WorkingDirectory(path, null,
				relative.stream().map((value) -> warning(value, directory, launchDirectory)).toList());
	}

	private static Path path(String set) {
		try {
			return Path.of(set);
		}
		catch (InvalidPathException ex) {
			throw new InvalidConfigurationPropertyValueException(PROPERTY, set, ex.getMessage());
		}
	}

	private static void check(String set, LogFileLocation location, Path launchDirectory) {
		String reason = null;
		if (location.isRelative()) {
			reason = "leave it out, or set logging.file.name to a file elsewhere, since Logback misinterprets a character"
					+ " in the name of the launch directory: the log is " + location.file();
		}
		else if (PropertiesLauncher.isUsed() && PropertiesLauncher.relativePath() != null) {
			reason = "leave it out, or make " + PropertiesLauncher.relativePath()
					+ " absolute, since it would mean something else there: it is relative to " + launchDirectory;
		}
		if (reason != null) {
			throw new InvalidConfigurationPropertyValueException(PROPERTY, set, reason);
		}
	}

	private static String warning(RelativePath value, Path directory, Path launchDirectory) {
		return value.property() + " has a relative path: with " + PROPERTY + " it means " + value.in(directory)
				+ ", not " + value.in(launchDirectory);
	}

	@Override
	public void loggingInitialized() {
		if (this.reason != null) {
			log.info("The daemon works in the launch directory, " + this.path + ", because " + this.reason);
		}
		this.warnings.forEach(log::warn);
	}

}

package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonException;
import io.makedaemon.prepare.TypedCommand;
import io.makedaemon.spring.boot.DaemonProperties.FileProperties;
import io.makedaemon.spring.boot.DaemonProperties.SocketProperties;
import io.makedaemon.spring.boot.logging.LogFileLocation;
import io.makedaemon.spring.boot.unit.Service;

/**
 * Describes the application as a service of the machine, by its command line and its
 * properties.
 */
final class ServiceFactory {

	private static final String ROOT = "root";

	/** As in Boot's sanitizing of values. */
	private static final Pattern SECRET = Pattern.compile(
			"(?i)(?:--|-D)([^=]*(?:password|passwd|secret|token|credential|(?:api|private|access)[-_.]?key)[^=]*)=.+");

	private static final Pattern SECRET_IN_URL = Pattern.compile("(?:--|-D)?([^=]*)=[\\w+.:-]+://[^/:@]*:[^/@]+@.*");

	/** Variables by which the shell configures the application and its JVM. */
	private static final Pattern VARIABLE = Pattern
		.compile("(?:SPRING|SERVER|MANAGEMENT|LOGGING|DAEMON)_\\w+|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS");

	private final String name;

	private final DaemonProperties properties;

	private final LogFileLocation log;

	ServiceFactory(String name, DaemonProperties properties, LogFileLocation log) {
		this.name = name;
		this.properties = properties;
		this.log = log;
	}

	/**
	 * Describe the service.
	 * @param stopTimeout how long it may take to end
	 * @return the service
	 * @throws DaemonException if its command line cannot be given by a service manager
	 */
	Service create(Duration stopTimeout) {
		try {
			boolean changesUser = StringUtils.hasText(this.properties.user());
			return new Service(this.name, TypedCommand.current(), changesUser ? this.properties.user() : user(),
					this.properties.group(), changesUser, this.properties.enabled() == DaemonMode.FORCE,
					this.properties.upgradable(), this.properties.pidFile(), writable(),
					this.properties.capabilities().stream().map(Enum::name).toList(), this.properties.umask(),
					descriptorLimit(), this.properties.startTimeout(), stopTimeout, this.properties.drainTimeout())
				.checked();
		}
		catch (IOException | IllegalArgumentException ex) {
			throw new DaemonException("cannot write a unit: " + ex.getMessage(), ex);
		}
	}

	private static @Nullable String user() {
		String user = System.getProperty("user.name");
		return ROOT.equals(user) ? null : user;
	}

	private @Nullable String descriptorLimit() {
		String soft = this.properties.limits().nofile().soft();
		String hard = this.properties.limits().nofile().hard();
		String both = (soft != null && hard != null) ? soft + ":" + hard : (soft != null) ? soft : hard;
		return (both != null) ? both.replace("unlimited", "infinity") : null;
	}

	/**
	 * Return the directories in which the application creates files, as far as the
	 * configuration tells.
	 */
	private List<Path> writable() {
		Set<Path> directories = new LinkedHashSet<>();
		Path launchDirectory = Daemon.launchDirectory();
		directories.add(launchDirectory);
		directories.add(this.log.directory());
		for (FileProperties file : this.properties.files()) {
			directories.add(directory(launchDirectory.resolve(String.valueOf(file.path()))));
		}
		for (SocketProperties socket : this.properties.sockets()) {
			if (String.valueOf(socket.address()).startsWith("/")) {
				directories.add(directory(Path.of(String.valueOf(socket.address()))));
			}
		}
		return List.copyOf(directories);
	}

	private static Path directory(Path file) {
		Path parent = file.normalize().getParent();
		return (parent != null) ? parent : file;
	}

	/**
	 * Return what the user should know about the unit.
	 * @param service the service
	 * @return sentences
	 */
	List<String> warnings(Service service) {
		List<String> warnings = new ArrayList<>();
		Set<String> secrets = secrets(service.command().with((word) -> false, List.of()));
		if (!secrets.isEmpty()) {
			warnings
				.add("the command line seems to contain secrets, and every user of the machine can read them in the "
						+ "unit and with ps: move them to a file that only the service can read, and import it with "
						+ "spring.config.import: " + String.join(", ", secrets));
		}
		Set<String> variables = new TreeSet<>(System.getenv().keySet());
		variables.removeIf((variable) -> !VARIABLE.matcher(variable.toUpperCase(Locale.ROOT)).matches());
		if (!variables.isEmpty()) {
			warnings.add("the unit does not have the environment of this shell, in which there are "
					+ String.join(", ", variables));
		}
		if (service.user() == null) {
			warnings.add("the service will run as root: set daemon.user to another user");
		}
		return warnings;
	}

	/**
	 * Return the names of the words that seem to have a secret as their value.
	 */
	static Set<String> secrets(List<String> words) {
		return Stream.of(SECRET, SECRET_IN_URL)
			.flatMap((secret) -> words.stream().map(secret::matcher))
			.filter(Matcher::matches)
			.map((word) -> word.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
	}

}

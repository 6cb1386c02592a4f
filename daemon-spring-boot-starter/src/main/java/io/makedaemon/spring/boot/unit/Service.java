package io.makedaemon.spring.boot.unit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

import io.makedaemon.capture.LineSplitter;
import io.makedaemon.prepare.TypedCommand;

/**
 * The application as a service of the machine.
 *
 * @param name the program's name
 * @param command the command line that starts it
 * @param user the user it runs as; null for root
 * @param group the group it runs as; null for the user's group
 * @param changesUser whether it is started by root and changes the user by itself
 * @param isDaemon whether it becomes a daemon even where the service manager could wait
 * for it
 * @param isUpgradable whether it can be upgraded
 * @param pidFile the value of {@code daemon.pid-file}; null if it is not set
 * @param writable the directories that it writes to
 * @param capabilities the capabilities that it keeps, as in capabilities(7)
 * @param umask the file mode creation mask, in octal
 * @param descriptorLimit the limit of open descriptors, as in systemd.exec(5); null to
 * leave it
 * @param startTimeout how long a start may take; zero if nobody waits for it
 * @param stopTimeout how long it may take to end
 * @param drainTimeout how long an upgraded one may drain
 */
public record Service(String name, TypedCommand command, @Nullable String user, @Nullable String group,
		boolean changesUser, boolean isDaemon, boolean isUpgradable, @Nullable String pidFile, List<Path> writable,
		List<String> capabilities, String umask, @Nullable String descriptorLimit, Duration startTimeout,
		Duration stopTimeout, Duration drainTimeout) {

	private static final List<String> OF_COMMANDS = List.of("--daemon.command=", "--daemon.unit.", "-Ddaemon.command=",
			"-Ddaemon.unit.");

	private static final String PID_FILE = "--daemon.pid-file=";

	private static final String COMMAND = "--daemon.command=";

	private static final String USER = "--daemon.user=";

	/**
	 * Check that no word could be mistaken for more than one line, or do something to a
	 * terminal.
	 * @return this service
	 * @throws IllegalArgumentException if one could; the message is a sentence
	 */
	public Service checked() {
		check(this.name);
		check(this.command.directory());
		this.command.words().forEach(Service::check);
		this.command.arguments().forEach(Service::check);
		return this;
	}

	private static void check(String word) {
		if (!LineSplitter.harmless(word).equals(word) || word.indexOf('\t') >= 0) {
			throw new IllegalArgumentException("a unit cannot have a control character in its command line: "
					+ StringUtils.truncate(LineSplitter.harmless(word)));
		}
	}

	/**
	 * Return whether it becomes a daemon where the service manager lets it choose.
	 */
	boolean isForking() {
		return this.isDaemon || this.isUpgradable;
	}

	/**
	 * Return the name for files and services.
	 */
	String fileName() {
		String name = this.name.replaceAll("[^A-Za-z0-9:_.-]+", "-");
		// Neither a hidden file nor an option of a command
		return name.matches("[.-].*") ? "_" + name : name;
	}

	/**
	 * Return the command line as it was given, without the command.
	 */
	List<String> words() {
		return this.command.with(Service::isOfCommand, List.of());
	}

	/**
	 * Return the command line with a pid file of its own and a command.
	 * @param pidFile the pid file
	 * @param command the command; null to start it
	 */
	List<String> words(String pidFile, @Nullable String command) {
		List<String> added = new ArrayList<>(List.of(PID_FILE + pidFile));
		if (command != null) {
			added.add(COMMAND + command);
		}
		return this.command.with((word) -> isOfCommand(word) || word.startsWith(PID_FILE), added);
	}

	/**
	 * Return the command line by which root starts it.
	 */
	List<String> wordsOfRoot() {
		boolean hasUser = this.user == null || this.changesUser;
		return this.command.with(Service::isOfCommand, hasUser ? List.of() : List.of(USER + this.user));
	}

	private static boolean isOfCommand(String argument) {
		return OF_COMMANDS.stream().anyMatch(argument::startsWith);
	}

	/**
	 * Return the directory in which the command was given.
	 */
	String directory() {
		return this.command.directory();
	}

}

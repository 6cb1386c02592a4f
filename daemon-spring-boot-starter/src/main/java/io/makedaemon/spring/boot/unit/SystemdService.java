package io.makedaemon.spring.boot.unit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Writes the unit of a service for systemd: {@code Type=notify}, or {@code forking} if it
 * can be upgraded.
 */
final class SystemdService {

	/** A pid file in a directory that systemd can create. */
	private static final Pattern RUNTIME_FILE = Pattern.compile("/run/([^/]+)/[^/]+");

	private static final Pattern LOG_DIRECTORY = Pattern.compile("/var/log/([^/]+)");

	/** A word that means itself. */
	private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:,=@+-]+");

	private static final Path ROOT = Path.of("/");

	/** What others see as well, unless the service has it for itself. */
	private static final List<Path> TEMPORARY = List.of(Path.of("/tmp"), Path.of("/var/tmp"));

	private static final List<Path> HOMES = List.of(Path.of("/home"), Path.of("/root"), Path.of("/run/user"));

	/** What systemd needs to kill a start that hangs, and say why. */
	private static final Duration REST = Duration.ofSeconds(30);

	private final Service service;

	private final List<String> lines = new ArrayList<>();

	private SystemdService(Service service) {
		this.service = service;
	}

	/**
	 * Write the unit.
	 * @param service the service
	 * @return the text
	 */
	static String text(Service service) {
		SystemdService unit = new SystemdService(service);
		unit.write();
		return String.join("\n", unit.lines);
	}

	private void write() {
		String name = this.service.fileName();
		add("# To install it, as root, write it to /etc/systemd/system/" + name + ".service, then:",
				"#   systemctl daemon-reload", "#   systemctl enable --now " + name);
		add("[Unit]", "Description=" + specifiers(this.service.name()), "Wants=network-online.target",
				"After=network-online.target", "");
		add("[Service]");
		if (this.service.isForking()) {
			addForking();
		}
		else {
			addNotify();
		}
		addUser();
		add("WorkingDirectory=" + specifiers(this.service.directory()), "UMask=" + this.service.umask());
		if (this.service.descriptorLimit() != null) {
			add("LimitNOFILE=" + this.service.descriptorLimit());
		}
		add("# A JVM that was ended by SIGTERM", "SuccessExitStatus=143", "Restart=on-failure", "");
		addHardening();
		add("", "[Install]", "WantedBy=multi-user.target");
	}

	private void addNotify() {
		add("Type=notify", "ExecStart=" + command(this.service.words()), "ExecReload=/bin/kill -HUP $MAINPID");
		addTimeouts(Duration.ZERO);
		add("WatchdogSec=30");
	}

	private void addForking() {
		String pidFile = this.service.pidFile();
		if (pidFile == null || !RUNTIME_FILE.matcher(pidFile).matches()) {
			pidFile = "/run/" + this.service.fileName() + "/" + this.service.fileName() + ".pid";
		}
		add("Type=forking", "PIDFile=" + specifiers(pidFile));
		add("RuntimeDirectory=" + first(RUNTIME_FILE, pidFile));
		add("ExecStart=" + command(this.service.words(pidFile, null)));
		boolean upgradable = this.service.isUpgradable();
		add("ExecReload=" + (upgradable ? command(this.service.words(pidFile, "upgrade")) : "/bin/kill -HUP $MAINPID"));
		// Also the longest time of a reload
		addTimeouts(upgradable ? this.service.drainTimeout().plus(this.service.stopTimeout()) : Duration.ZERO);
	}

	private void addTimeouts(Duration more) {
		Duration start = this.service.startTimeout();
		if (!start.isZero()) {
			add("TimeoutStartSec=" + start.plus(more).plus(REST).toSeconds());
		}
		add("TimeoutStopSec=" + this.service.stopTimeout().toSeconds());
	}

	private void addUser() {
		if (this.service.user() == null || changesUser()) {
			return;
		}
		add("User=" + specifiers(this.service.user()));
		if (this.service.group() != null) {
			add("Group=" + specifiers(this.service.group()));
		}
		String capabilities = this.service.capabilities()
			.stream()
			.map((capability) -> "CAP_" + capability)
			.collect(Collectors.joining(" "));
		add("CapabilityBoundingSet=" + capabilities);
		if (!capabilities.isEmpty()) {
			add("AmbientCapabilities=" + capabilities);
		}
	}

	/**
	 * Only a daemon does.
	 */
	private boolean changesUser() {
		return this.service.changesUser() && this.service.isForking();
	}

	private void addHardening() {
		if (this.service.isUpgradable()) {
			add("# No file system of its own, such as by ProtectSystem=: an upgrade must see that of the daemon");
		}
		else {
			addFileSystem();
		}
		add("NoNewPrivileges=yes", "ProtectClock=yes", "ProtectHostname=yes",
				"RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK AF_UNIX", "RestrictNamespaces=yes",
				"RestrictRealtime=yes", "RestrictSUIDSGID=yes", "LockPersonality=yes",
				"SystemCallArchitectures=native");
	}

	/**
	 * Give the service a file system in which it can change only what is its own.
	 */
	private void addFileSystem() {
		add("ProtectSystem=strict");
		Set<String> writable = new LinkedHashSet<>();
		for (Path directory : this.service.writable()) {
			String log = first(LOG_DIRECTORY, directory.toString());
			if (log != null && this.service.user() != null && !changesUser()) {
				add("LogsDirectory=" + specifiers(log));
			}
			else if (!ROOT.equals(existing(directory))) {
				writable.add(path(existing(directory).toString()));
			}
		}
		add("ReadWritePaths=" + String.join(" ", writable));
		add("ProtectHome=" + (isIn(HOMES) ? "no" : "yes"), "PrivateTmp=" + (isIn(TEMPORARY) ? "no" : "yes"));
		add("PrivateDevices=yes", "ProtectControlGroups=yes", "ProtectKernelLogs=yes", "ProtectKernelModules=yes",
				"ProtectKernelTunables=yes");
	}

	/**
	 * Return a directory, or the one in which it can be created.
	 */
	private static Path existing(Path directory) {
		Path parent = directory.getParent();
		return (parent == null || Files.isDirectory(directory)) ? directory : existing(parent);
	}

	/**
	 * Return whether something that the command line names is below one of the
	 * directories.
	 */
	private boolean isIn(List<Path> directories) {
		return Stream
			.concat(Stream.of(this.service.directory()),
					Stream.concat(this.service.writable().stream().map(Path::toString), this.service.words().stream()))
			.anyMatch((word) -> directories.stream()
				.anyMatch((directory) -> (word + "/").matches("(.*[^\\w.-])?\\Q" + directory + "/\\E.*")));
	}

	private static @Nullable String first(Pattern pattern, String text) {
		Matcher matcher = pattern.matcher(text);
		return matcher.matches() ? matcher.group(1) : null;
	}

	private void add(String... more) {
		for (String line : more) {
			if (line.endsWith("\\")) {
				throw new IllegalArgumentException(
						"a unit cannot have a backslash at the end of a line, which would continue there: " + line);
			}
			this.lines.add(line);
		}
	}

	/**
	 * Return a command line. No variables of the environment are replaced in its first
	 * word.
	 */
	private static String command(List<String> words) {
		String program = words.get(0);
		if (program.indexOf('$') >= 0) {
			throw new IllegalArgumentException(
					"a unit cannot have a dollar sign in the path of the program: " + program);
		}
		return words.stream().map((word) -> word(word).replace("$", "$$")).collect(Collectors.joining(" "));
	}

	/**
	 * Quote a word, see systemd.syntax(7). A byte that is not ASCII is written as its
	 * number.
	 */
	private static String word(String word) {
		if (PLAIN.matcher(word).matches()) {
			return word;
		}
		StringBuilder quoted = new StringBuilder("\"");
		for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
			switch (b) {
				case '"', '\\' -> quoted.append('\\').append((char) b);
				case '%' -> quoted.append("%%");
				default ->
					quoted.append((b >= 0) ? String.valueOf((char) b) : String.format(Locale.ROOT, "\\x%02x", b));
			}
		}
		return quoted.append('"').toString();
	}

	/**
	 * Quote a path in a list of them, in which a backslash means itself.
	 */
	private static String path(String path) {
		if (path.indexOf('"') >= 0) {
			throw new IllegalArgumentException(
					"a unit cannot have a quotation mark in the path of a directory: " + path);
		}
		return PLAIN.matcher(path).matches() ? path : '"' + specifiers(path) + '"';
	}

	/**
	 * Return a value in which only the percent sign is special.
	 */
	private static String specifiers(@Nullable String text) {
		return String.valueOf(text).replace("%", "%%");
	}

}

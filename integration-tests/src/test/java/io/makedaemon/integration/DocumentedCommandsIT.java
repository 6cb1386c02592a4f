package io.makedaemon.integration;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.LaunchedProcesses;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A reader of "Getting started" who does what it says, in a fresh checkout, and compares
 * what it shows. It takes longer than any other test, and begins before them.
 */
@FullTier
@Order(1)
class DocumentedCommandsIT {

	private static final Path ROOT = Path.of(System.getProperty("basedir", ""))
		.toAbsolutePath()
		.resolve("..")
		.normalize();

	/** With the name of a file if the paragraph above ends with one. */
	private static final Pattern BLOCK = Pattern.compile("(?:`([^`\n]+)`:\n\n)?```(\\w+)\n(.*?)```", Pattern.DOTALL);

	private static final Pattern STANDS_FOR_OTHERS = Pattern
		.compile("(/[\\w./-]*/)orders(?=\\.)|\\d+(?:\\.\\d+)?|\\s*…\\s*|\\s+");

	private static final String BORDER = "--- next block ---\n";

	private static final List<String> NOT_CHECKED_OUT = List.of("target", "node_modules", ".git");

	private static final Duration TIMEOUT = Duration.ofMinutes(10);

	@RegisterExtension
	final LaunchedProcesses processes = new LaunchedProcesses();

	@TempDir
	Path directory;

	private final StringBuilder script = new StringBuilder("exec 2>&1\n");

	/** What each block of commands is to print: lines that come in this order. */
	private final List<List<String>> expected = new ArrayList<>();

	@Test
	void ofGettingStartedWorkAsTheyStand() throws IOException {
		Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "needs curl");
		checkOut(ROOT, this.directory.resolve("makedaemon"));
		read(Files.readString(ROOT.resolve("docs/getting-started.md")));
		assertThat(this.expected).hasSizeGreaterThan(8);
		Run run = run();
		String[] printed = run.stdout().split(BORDER, -1);
		assertThat(printed).as(run::toString).hasSize(this.expected.size() + 1);
		for (int i = 0; i < this.expected.size(); i++) {
			assertThat(printed[i + 1]).as(run::toString).matches(pattern(this.expected.get(i)));
		}
		this.processes.awaitNone();
	}

	private void read(String page) throws IOException {
		for (MatchResult block : BLOCK.matcher(page).results().toList()) {
			switch (block.group(2)) {
				case "sh" -> {
					this.script.append("printf %s '").append(BORDER).append("'\n").append(block.group(3));
					this.expected.add(new ArrayList<>());
				}
				case "text" -> this.expected.get(this.expected.size() - 1).addAll(block.group(3).lines().toList());
				default -> write(block.group(1), block.group(3));
			}
		}
	}

	/**
	 * What has no name is another way to do the same.
	 */
	private void write(@Nullable String name, String text) throws IOException {
		if (name != null) {
			Path file = this.directory.resolve("orders").resolve(name);
			Files.createDirectories(file.getParent());
			Files.writeString(file, text);
		}
	}

	/**
	 * With a port, a pid file and a repository of its own, and without the jars that only
	 * developers look at.
	 */
	private Run run() throws IOException {
		String java = System.getProperty("java.home");
		String port = port();
		Started shell = this.processes.program("bash")
			.args("-c", this.script.toString().replace("localhost:8080", "localhost:" + port))
			.environment(Map.of("SERVER_PORT", port, "DAEMON_PIDFILE", this.directory.resolve("orders.pid").toString(),
					"DAEMON_CACHEDIRECTORY", "", "JAVA_HOME", java, "PATH", java + "/bin:" + System.getenv("PATH"),
					"MAVEN_ARGS",
					"-B -ntp -Dmaven.javadoc.skip -Dmaven.source.skip -Dmaven.repo.local="
							+ this.directory.resolve("repository") + " -Dmaven.repo.local.tail="
							+ System.getProperty("localRepository") + ","
							+ ROOT.resolve("integration-tests/target/consumers/repository")))
			.directory(this.directory.resolve("makedaemon"))
			.start();
		Awaitility.await("the commands").atMost(TIMEOUT).until(() -> !shell.isAlive());
		return shell.await();
	}

	private static String port() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return String.valueOf(socket.getLocalPort());
		}
	}

	private static Pattern pattern(List<String> lines) {
		return Pattern.compile(
				lines.stream().map(DocumentedCommandsIT::pattern).collect(Collectors.joining("\\s*\n.*?", ".*?", ".*")),
				Pattern.DOTALL);
	}

	/**
	 * A number, a time, a directory or white space stands for others, and … for any text.
	 */
	private static String pattern(String line) {
		StringBuilder pattern = new StringBuilder();
		Matcher matcher = STANDS_FOR_OTHERS.matcher(line.strip());
		int end = 0;
		while (matcher.find()) {
			pattern.append(Pattern.quote(line.strip().substring(end, matcher.start())));
			String text = matcher.group();
			pattern.append((matcher.group(1) != null) ? "/\\S*/orders"
					: text.contains("…") ? ".*?" : text.isBlank() ? "\\s+" : "(?:\\d+ min )?[\\d.]+");
			end = matcher.end();
		}
		return "\\s*" + pattern + Pattern.quote(line.strip().substring(end));
	}

	private static void checkOut(Path from, Path to) throws IOException {
		Files.createDirectory(to);
		try (Stream<Path> files = Files.list(from)) {
			for (Path file : files.toList()) {
				String name = file.getFileName().toString();
				if (Files.isDirectory(file) && !NOT_CHECKED_OUT.contains(name)) {
					checkOut(file, to.resolve(name));
				}
				else if (Files.isRegularFile(file)) {
					Files.copy(file, to.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
				}
			}
		}
	}

}

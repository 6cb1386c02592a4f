package io.makedaemon.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A new version takes over while clients ask, and none of them notices.
 */
class UpgradeIT {

	private static final Pattern SOCKETS = Pattern
		.compile("listens on \\[::1]:(\\d+) and \\[::1]:(\\d+)(?=, log file)");

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	@Test
	void answersEachRequest() throws IOException {
		Path jar = Files.copy(Sample.JAR, this.directory.resolve("sample-app.jar"));
		ProcessFacts first = Sample.daemon(launch(jar).run());
		int port = Sample.http(Sample.read(Sample.log(this.directory))).port();
		Http http = new Http(port);
		try (AskingClients clients = new AskingClients(port)) {
			Path next = Files.copy(Sample.JAR, this.directory.resolve("next.jar"));
			Files.move(next, jar, StandardCopyOption.ATOMIC_MOVE);
			Run run = launch(jar, "--daemon.command=upgrade").run();
			assertThat(run.exitCode()).as(run.toString()).isZero();
			assertThat(run.stderr()).isEmpty();
			assertThat(run.stdout()).matches("sample-app was upgraded after [0-9.]+ seconds, pid " + first.pid()
					+ " → \\d+, listens on \\S+:" + port + ", log file " + Sample.log(this.directory) + "\n");
			assertThat(first.isAlive()).isFalse();
			assertThat(clients.awaitAnswers()).hasSize(2);
			assertThat(clients.end()).isEmpty();
		}
		JsonNode daemon = http.json("/actuator/daemon");
		assertThat(daemon.get("generation").asInt()).isEqualTo(2);
		assertThat(daemon.get("upgradedFrom").asLong()).isEqualTo(first.pid());
		assertThat(this.directory.resolve("app.pid")).content().isEqualTo(daemon.get("pid").asLong() + "\n");
		assertThat(http.json("/actuator/metrics/daemon.generation").at("/measurements/0/value").asInt()).isEqualTo(2);
		assertThat(launch(jar, "--daemon.command=status").run().stdout())
			.contains(", pid " + daemon.get("pid").asLong() + ", generation 2, listens on ")
			.contains(", health UP");
		assertThat(Sample.read(Sample.log(this.directory)))
			.contains("The next generation of this daemon has taken over");
		Run failed = launch(jar, "--daemon.command=upgrade", "--spring.main.allow-circular-references=maybe").run();
		assertThat(failed.exitCode()).isEqualTo(1);
		assertThat(failed.stderr()).contains("spring.main.allow-circular-references")
			.endsWith("\nThe daemon is running, pid " + daemon.get("pid").asLong() + ".\n");
		assertThat(http.json("/actuator/daemon").get("generation").asInt()).isEqualTo(2);
		assertThat(launch(jar, "--daemon.command=stop").run().exitCode()).isZero();
		assertThat(this.directory.resolve("app.pid")).doesNotExist();
		Run stopped = launch(jar, "--daemon.command=upgrade").run();
		assertThat(stopped.exitCode()).isEqualTo(7);
		assertThat(stopped.stderr()).isEqualTo("sample-app is not running\n");
	}

	/**
	 * A client that does not finish its request.
	 */
	@Test
	@FullTier
	void cutsWhatNeverEndsAtTheDrainTimeout() throws IOException {
		Sample.daemon(launch(Sample.JAR, "--daemon.drain-timeout=3s").run());
		int port = Sample.http(Sample.read(Sample.log(this.directory))).port();
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
			client.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.UTF_8));
			Run run = launch(Sample.JAR, "--daemon.command=upgrade", "--daemon.drain-timeout=3s").run();
			assertThat(run.exitCode()).as(run.toString()).isZero();
			assertThat(run.stdout()).endsWith(", 1 connection was cut\n");
			assertThat(client.getInputStream().read()).isEqualTo(-1);
		}
		Instant begin = logged("The next generation of this daemon has taken over");
		Instant cut = logged("1 connection is closed, since the clients have not finished within 3000 ms");
		// The time begins a moment before the line is logged
		assertThat(Duration.between(begin, cut)).isBetween(Duration.ofMillis(2900), Duration.ofSeconds(4));
	}

	/**
	 * When a line was logged.
	 */
	private Instant logged(String text) {
		return Sample.read(Sample.log(this.directory))
			.lines()
			.filter((line) -> line.contains(text))
			.map((line) -> OffsetDateTime.parse(line.substring(0, line.indexOf(' '))).toInstant())
			.findFirst()
			.orElseThrow();
	}

	@Test
	@FullTier
	void handsOverPortsOfServerAndManagementOnAddressOfIpv6() {
		String[] arguments = { "--server.address=::1", "--management.server.address=::1",
				"--management.server.port=0" };
		Matcher first = SOCKETS.matcher(launch(Sample.JAR, arguments).run().stdout());
		assertThat(first.find()).isTrue();
		Run run = launch(Sample.JAR, arguments).args("--daemon.command=upgrade").run();
		Matcher second = SOCKETS.matcher(run.stdout());
		assertThat(second.find()).as(run.toString()).isTrue();
		assertThat(second.group()).isEqualTo(first.group());
		assertThat(get("[::1]:" + first.group(1) + "/")).startsWith("Hello from the daemon");
		assertThat(get("[::1]:" + first.group(2) + "/actuator/daemon")).contains("\"generation\":2");
	}

	private static String get(String place) {
		try (InputStream body = URI.create("http://" + place).toURL().openStream()) {
			return new String(body.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	@FullTier
	void isRefusedWithoutSocket() throws IOException {
		Path jar = Sample.JAR;
		Path pidFile = this.directory.resolve("app.pid");
		Sample.daemon(this.sample.launch(jar, this.directory, "--daemon.pid-file=" + pidFile).run());
		Run closed = launch(jar, "--daemon.command=upgrade").run();
		assertThat(closed.exitCode()).isEqualTo(1);
		assertThat(closed.stderr())
			.contains("has no socket that the new generation could inherit: set daemon.upgradable to true");
		Run undeclared = this.sample
			.launch(jar, this.directory, "--daemon.pid-file=" + pidFile, "--daemon.command=upgrade")
			.run();
		assertThat(undeclared.exitCode()).isEqualTo(1);
		assertThat(undeclared.stderr()).contains("set daemon.upgradable to true");
	}

	/**
	 * In a control group that permits less than the daemon has already.
	 */
	@Test
	@FullTier
	@EnabledIfRoot
	void isRefusedWithoutMemory() {
		Sample.daemon(launch(Sample.JAR).run());
		String name = "makedaemon-" + ProcessHandle.current().pid();
		String inGroup = "if [ -e /sys/fs/cgroup/memory ]; then group=/sys/fs/cgroup/memory/" + name
				+ " limit=memory.limit_in_bytes; else group=/sys/fs/cgroup/" + name + " limit=memory.max; fi; "
				+ "mkdir $group && echo 150M >$group/$limit && echo $$ >$group/cgroup.procs || exit 77; \"$@\"; result=$?; "
				+ "echo $$ >${group%/*}/cgroup.procs; rmdir $group; exit $result";
		Run run = launch(Sample.JAR, "--daemon.command=upgrade").shell(inGroup).run();
		assumeThat(run.exitCode()).as("control groups can be made").isNotEqualTo(77);
		assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
		assertThat(run.stderr()).contains("there is not enough memory for two generations at the same time",
				"set daemon.memory-check to false");
	}

	@Test
	@FullTier
	void isRefusedWhenTheJarWasOverwritten() throws IOException {
		Path jar = Files.copy(Sample.JAR, this.directory.resolve("sample-app.jar"));
		Sample.daemon(launch(jar).run());
		Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));
		Run run = launch(jar, "--daemon.command=upgrade").run();
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.stderr()).contains(jar + " was overwritten while process");
	}

	private Launch launch(Path jar, String... arguments) {
		return this.sample
			.launch(jar, this.directory, "--daemon.pid-file=" + this.directory.resolve("app.pid"),
					"--daemon.upgradable=true")
			.args(arguments);
	}

}

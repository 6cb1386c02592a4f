package io.makedaemon.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One daemon, launched by {@code java -jar sample-app.jar}, looked at from all sides.
 */
@SuppressWarnings("NullAway.Init") // launched before the tests
class DaemonIT {

	/**
	 * Text that is not valid in any usual encoding, for the environment and an argument.
	 */
	private static final String SHELL = """
			export BYTES=$(printf '\\377\\001 x'); exec "$@" "--bytes=$(printf '\\377')"
			""";

	private static final Map<String, String> VARIABLES = Map.of("EMPTY", "", "__DAEMON_STAGE", "the user's own",
			"__DAEMON_FD_3", "", "DAEMON_HOME", "/opt/example");

	private static final Pattern LINE = Pattern
		.compile("sample-app is ready after (\\d+\\.\\d) seconds, pid (\\d+), " + "log file (.+)\n");

	/** The line has tenths of a second, and the kernel counts in hundredths. */
	private static final Duration CLOCK = Duration.ofMillis(100);

	private static final Duration WAIT = Duration.ofSeconds(30);

	@TempDir
	private static Path directory;

	private static Sample sample;

	private static Instant launchedAt;

	private static ProcessFacts parent;

	private static List<String> parentArguments;

	private static List<String> parentEnvironment;

	private static Run run;

	private static ProcessFacts daemon;

	private static Http http;

	/** The answer to the very first request. */
	private static String greeting;

	@BeforeAll
	static void launch() {
		sample = new Sample().untraced();
		launchedAt = Instant.now();
		Started command = sample
			.launch(directory, "--spaces=a b", "", "--management.endpoint.health.show-details=always")
			.environment(VARIABLES)
			.shell(SHELL)
			.start();
		parent = new ProcessFacts(command.pid());
		Awaitility.await().until(() -> parent.commandLine().indexOf(Jdk.underTest().java().toString()) == 0);
		parentArguments = parent.commandLine();
		parentEnvironment = parent.environment();
		run = command.await();
		daemon = Sample.daemon(run);
		http = Sample.http(Sample.read(Sample.log(directory)));
		greeting = http.get("/");
	}

	@AfterAll
	static void end() {
		sample.end();
	}

	@Test
	void printsOneLine() {
		assertThat(run.exitCode()).isZero();
		assertThat(run.stderr()).isEmpty();
		Matcher line = LINE.matcher(run.stdout());
		assertThat(line.matches()).as(run.stdout()).isTrue();
		assertThat(Long.parseLong(line.group(2))).isEqualTo(daemon.pid());
		assertThat(Path.of(line.group(3))).isEqualTo(Sample.log(directory));
		Duration ready = Duration.ofMillis(Math.round(1000 * Double.parseDouble(line.group(1))));
		assertThat(run.elapsed()).isBetween(ready.minus(CLOCK), ready.plusSeconds(10));
	}

	@Test
	void answersAtOnceWhenTheCommandHasReturned() {
		assertThat(greeting).isEqualTo("Hello from the daemon sample-app, pid " + daemon.pid() + "\n");
		assertThat(parent.isAlive()).isFalse();
		assertThat(sample.processes().alive()).containsExactly(daemon);
	}

	@Test
	void isProperDaemon() {
		assertThat(daemon.name()).isEqualTo("sample-app");
		assertThat(daemon.session()).isNotIn(daemon.pid(), new ProcessFacts(ProcessHandle.current().pid()).session());
		assertThat(daemon.processGroup()).isEqualTo(daemon.session());
		assertThat(new ProcessFacts(daemon.session()).isAlive()).as("session leader").isFalse();
		assertThat(daemon.parent()).isNotIn(parent.pid(), daemon.session());
		assertThat(daemon.terminal()).isZero();
		assertThat(daemon.workingDirectory()).isEqualTo(Path.of("/"));
		assertThat(daemon.umask()).isEqualTo(027);
		assertThat(daemon.blocksNoSignal()).isTrue();
	}

	@Test
	void keepsArguments() {
		List<String> arguments = daemon.commandLine();
		assertThat(arguments.get(0)).isEqualTo("sample-app");
		assertThat(arguments.get(1)).startsWith("-D__DAEMON_STAGE=2/");
		assertThat(arguments.get(2)).startsWith("-XX:ErrorFile=");
		assertThat(arguments.get(3)).startsWith("-XX:HeapDumpPath=");
		assertThat(arguments.subList(4, arguments.size()))
			.containsExactlyElementsOf(parentArguments.subList(1, parentArguments.size()))
			.endsWith("--spaces=a b", "", "--management.endpoint.health.show-details=always", "--bytes=\377");
	}

	@Test
	void keepsEnvironment() {
		assertThat(daemon.environment()).containsExactlyElementsOf(parentEnvironment)
			.contains("BYTES=\377\001 x", "EMPTY=", "__DAEMON_STAGE=the user's own", "__DAEMON_FD_3=");
	}

	@Test
	void hasStandardStreamsOfItsOwn() {
		Map<Integer, String> descriptors = daemon.descriptors();
		assertThat(descriptors).containsEntry(0, "/dev/null");
		assertThat(descriptors).containsEntry(1, "/memfd:stdout (deleted)").containsEntry(2, "/memfd:stderr (deleted)");
	}

	@Test
	void opensWhatItOpensInTheForegroundAndItsOwnFiles() {
		Path other = Sample.create(directory.resolve("foreground"));
		Path output = other.resolve("output");
		Started foreground = sample
			.launch(other, "--daemon.enabled=false", "--logging.file.name=" + Sample.log(directory))
			.shell("exec \"$@\" >'" + output + "' 2>/dev/null")
			.start();
		Sample.await(output, "Started SampleApplication");
		Sample.http(Sample.read(output)).get("/");
		ProcessFacts oracle = new ProcessFacts(foreground.pid());
		Awaitility.await()
			.atMost(WAIT)
			.untilAsserted(() -> assertThat(opened(daemon).filter((target) -> !target.startsWith("/memfd:std"))
				.filter((target) -> !target.equals("anon_inode:inotify"))
				.filter((target) -> !target.equals(Sample.lock(directory).toString())))
				.containsExactlyInAnyOrderElementsOf(
						opened(oracle).filter((target) -> !target.equals(output.toString())).toList()));
		assertThat(daemon.descriptors().values()).containsOnlyOnce(Sample.lock(directory).toString());
		oracle.kill();
	}

	/**
	 * What is open, without what differs from process to process.
	 */
	private static Stream<String> opened(ProcessFacts process) {
		return process.descriptors()
			.values()
			.stream()
			.filter((target) -> !target.equals("/dev/null"))
			.map((target) -> target.replaceAll("^socket:.*", "socket"));
	}

	@Test
	void describesItselfTruthfully() {
		JsonNode description = http.json("/actuator/daemon");
		assertThat(description.get("stage").asString()).isEqualTo("daemon");
		assertThat(description.get("decision").asString()).isEqualTo("daemon");
		assertThat(description.get("pid").asLong()).isEqualTo(daemon.pid());
		assertThat(description.get("parentPid").asLong()).isEqualTo(daemon.parent());
		assertThat(description.get("sessionId").asLong()).isEqualTo(daemon.session());
		assertThat(description.get("programName").asString()).isEqualTo("sample-app");
		assertThat(Path.of(description.get("launchDirectory").asString())).isEqualTo(Sample.launchDirectory(directory));
		assertThat(Path.of(description.get("workingDirectory").asString())).isEqualTo(daemon.workingDirectory());
		assertThat(description.get("umask").asString()).isEqualTo("%03o".formatted(daemon.umask()));
		Instant startedAt = Instant.parse(description.get("startedAt").asString());
		assertThat(startedAt).isBetween(launchedAt.minus(CLOCK), launchedAt.plus(run.elapsed()));
		assertThat(Duration.parse(description.get("readyAfter").asString())).isBetween(Duration.ofMillis(1),
				run.elapsed().plus(CLOCK));
		assertThat(description.get("files")).hasSize(1);
		assertThat(description.at("/files/0/path").asString()).isEqualTo(Sample.lock(directory).toString());
		assertThat(description.at("/files/0/locked").asBoolean()).isTrue();
		assertThat(description.at("/capture/stdout/lines").asLong()).isPositive();
		assertThat(description.at("/capture/stderr/lines").asLong()).isEqualTo(1);
		assertThat(description.at("/capture/stderr/bytes").asLong())
			.isEqualTo("chatty library: nothing to worry about, line 1\n".length());
		assertThat(description.at("/capture/stderr/dropped").asLong()).isZero();
		assertThat(description.at("/capture/stderr/alive").asBoolean()).isTrue();
	}

	@Test
	void measuresItsStage() {
		JsonNode stage = http.json("/actuator/metrics/daemon.stage");
		assertThat(stage.at("/measurements/0/value").asDouble()).isEqualTo(2.0);
		assertThat(stage.at("/availableTags/0/tag").asString()).isEqualTo("stage");
		assertThat(stage.at("/availableTags/0/values/0").asString()).isEqualTo("daemon");
	}

	@Test
	void measuresWhatIsPrinted() {
		JsonNode lines = http.json("/actuator/metrics/daemon.capture.lines?tag=stream:stderr");
		assertThat(lines.at("/measurements/0/value").asDouble()).isEqualTo(1.0);
		JsonNode bytes = http.json("/actuator/metrics/daemon.capture.bytes?tag=stream:stderr");
		assertThat(bytes.at("/measurements/0/value").asLong())
			.isEqualTo("chatty library: nothing to worry about, line 1\n".length());
		assertThat(bytes.get("baseUnit").asString()).isEqualTo("bytes");
		JsonNode dropped = http.json("/actuator/metrics/daemon.capture.dropped?tag=stream:stdout");
		assertThat(dropped.at("/measurements/0/value").asDouble()).isZero();
	}

	@Test
	void isHealthyWhileItCaptures() {
		JsonNode health = http.json("/actuator/health/daemonCapture");
		assertThat(health.get("status").asString()).isEqualTo("UP");
		assertThat(health.at("/details/stderr/lines").asLong()).isEqualTo(1);
		assertThat(health.at("/details/stdout/alive").asBoolean()).isTrue();
	}

	@Test
	void logsInTheLaunchDirectory() throws IOException {
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Sample.log(directory))))
			.isEqualTo("rw-r-----");
		assertThat(log()).filteredOn((line) -> line.contains("Starting SampleApplication")).hasSize(1);
		assertThat(log()).filteredOn((line) -> line.contains("Started SampleApplication")).hasSize(1);
	}

	@Test
	void logsWhatIsPrintedOnce() {
		assertThat(log()).filteredOn((line) -> line.contains("chatty library: still here"))
			.singleElement()
			.asString()
			.matches(".*  INFO " + daemon.pid() + " .* daemon\\.stdout +: chatty library: still here, line 1");
		assertThat(log()).filteredOn((line) -> line.contains("chatty library: nothing to worry about"))
			.singleElement()
			.asString()
			.matches(".*  WARN " + daemon.pid()
					+ " .* daemon\\.stderr +: chatty library: nothing to worry about, line 1");
	}

	/**
	 * If log events were printed, they would be captured, and logged, without end.
	 */
	@Test
	void printsNoLogEvents() throws IOException {
		Awaitility.await()
			.atMost(WAIT)
			.untilAsserted(() -> assertThat(http.json("/actuator/daemon").at("/capture/stdout/lines").asLong())
				.isEqualTo(captured().count()));
		long size = Files.size(Sample.log(directory));
		Awaitility.await()
			.atMost(WAIT)
			.during(Duration.ofSeconds(1))
			.until(() -> Files.size(Sample.log(directory)) == size);
		assertThat(captured()).noneMatch((line) -> line.contains("SampleApplication   "));
	}

	private static Stream<String> captured() {
		return log().stream().filter((line) -> line.contains(" daemon.stdout "));
	}

	@Test
	void leavesNothingOfTheStart() throws IOException {
		try (Stream<Path> files = Files.list(Sample.temporary(directory))) {
			assertThat(files.map((file) -> file.getFileName().toString()))
				.allMatch((name) -> name.startsWith("tomcat"));
		}
	}

	@Test
	void logsThreadDumpAndGoesOn() {
		long before = http.json("/actuator/daemon").at("/capture/stdout/bytes").asLong();
		daemon.signal("QUIT");
		Sample.await(Sample.log(directory), "Full thread dump");
		// The last part of a dump
		Sample.await(Sample.log(directory), "JNI global refs");
		assertThat(log()).anyMatch((line) -> line.matches(".*  INFO .* daemon\\.stdout +: \"main\".*")
				|| line.matches(".*  INFO .* daemon\\.stdout +: \"http-nio.*"));
		assertThat(http.get("/")).isEqualTo(greeting);
		assertThat(http.json("/actuator/daemon").at("/capture/stdout/bytes").asLong()).isGreaterThan(before);
	}

	private static List<String> log() {
		return Sample.read(Sample.log(directory)).lines().toList();
	}

}

package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.testsupport.EnabledIfLogrotate;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a daemon does when it gets a signal, before and after it is ready.
 */
class SignalIT {

	private static final Path PAGE = Path.of(System.getProperty("basedir", "")).resolve("../docs/signals.md");

	/** The configuration that the documentation shows. */
	private static final Pattern LOGROTATE = Pattern.compile("```\n(/var/log/orders/orders\\.log \\{.*?\n})\n```",
			Pattern.DOTALL);

	private static final Pattern TICK = Pattern.compile("out-ticker (\\d+)\n");

	private static final int ROTATIONS = 20;

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	@Test
	void hangUpReopensTheLogAndTellsBeans() throws IOException {
		ProcessFacts daemon = this.application.daemon(launch("--test.signals=true"));
		Application.await(log(), "printed behind run");
		Path rotated = rotate(1);
		String before = Files.readString(rotated);
		daemon.signal("HUP");
		Application.await(log(), "The log file " + log() + " was reopened\n");
		Application.await(signals(), "reload\n");
		assertThat(rotated).content().isEqualTo(before);
		assertThat(daemon.descriptors().values()).doesNotContain(rotated.toString()).contains(log().toString());
		assertThat(daemon.isAlive()).isTrue();
	}

	@Test
	void hangUpLosesNoLine() throws IOException {
		ProcessFacts daemon = this.application.daemon(launch("--test.ticker=true"));
		List<Path> files = new ArrayList<>();
		for (int rotation = 1; rotation <= ROTATIONS; rotation++) {
			files.add(rotate(rotation));
			daemon.signal("HUP");
			Application.await(log(), ": out-ticker ");
		}
		daemon.signal("TERM");
		this.application.processes().awaitNone();
		files.add(log());
		StringBuilder text = new StringBuilder();
		for (Path file : files) {
			text.append(Files.readString(file));
		}
		for (Pattern pattern : List.of(TICK, Pattern.compile("ticker +: tick (\\d+)\n"))) {
			int[] ticks = pattern.matcher(text)
				.results()
				.map((tick) -> tick.group(1))
				.mapToInt(Integer::parseInt)
				.toArray();
			assertThat(ticks).hasSizeGreaterThan(ROTATIONS)
				.containsExactly(IntStream.rangeClosed(1, ticks.length).toArray());
		}
	}

	/**
	 * Rotated by another program, by the very lines that the documentation has.
	 */
	@Test
	@FullTier
	@EnabledIfLogrotate
	void hangUpComesFromLogrotate() throws IOException {
		Path pidFile = this.directory.resolve("orders.pid");
		ProcessFacts daemon = this.application.daemon(launch("--test.signals=true", "--daemon.pid-file=" + pidFile));
		Matcher page = LOGROTATE.matcher(Files.readString(PAGE));
		assertThat(page.find()).isTrue();
		Path configuration = Files.writeString(this.directory.resolve("logrotate.conf"),
				page.group(1)
					.replace("/var/log/orders/orders.log", log().toString())
					.replace("/run/orders.pid", pidFile.toString()) + "\n");
		Run run = this.application.processes()
			.program("logrotate")
			.args("--force", "--state", this.directory.resolve("state").toString(), configuration.toString())
			.run();
		assertThat(run.exitCode()).as(run::toString).isZero();
		Application.await(log(), "The log file " + log() + " was reopened\n");
		Application.await(signals(), "reload\n");
		assertThat(Path.of(log() + ".1")).content().contains("Started TestApplication");
		assertThat(daemon.isAlive()).isTrue();
	}

	@Test
	@FullTier
	void hangUpLeavesTheLogWhereItIsIfItCannotBeReopened() throws IOException {
		ProcessFacts daemon = this.application.daemon(launch("--test.signals=true", "--test.ticker=true"));
		Path rotated = rotate(1);
		Files.createDirectory(log());
		daemon.signal("HUP");
		Application.await(rotated, "The log file " + log() + " cannot be reopened, so the old one is still in use: ");
		Application.await(signals(), "reload\n");
		int ticks = Application.read(rotated).length();
		Awaitility.await().until(() -> Application.read(rotated).length() > ticks);
		Files.delete(log());
		daemon.signal("HUP");
		Application.await(log(), ": out-ticker ");
	}

	@Test
	@FullTier
	void takeEffectWhenTheApplicationIsReady() throws IOException {
		takeEffectWhenTheApplicationIsReady("90s");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = "0")
	void takeEffectWhenTheApplicationIsReady(String timeout) throws IOException {
		Path gate = this.directory.resolve("gate");
		Started start = launch("--test.signals=true", "--test.gate=" + gate, "--daemon.start-timeout=" + timeout,
				"--daemon.signals=usr1,usr2")
			.start();
		Awaitility.await().atMost(Application.TIMEOUT).until(() -> Files.exists(Path.of(gate + "-reached")));
		ProcessFacts daemon = this.application.processes().daemon();
		for (String signal : List.of("USR2", "HUP", "USR1", "HUP")) {
			daemon.signal(signal);
		}
		daemon.signal("QUIT");
		Application.await(log(), "Full thread dump ");
		assertThat(signals()).doesNotExist();
		Files.createFile(gate);
		assertThat(start.await().exitCode()).isZero();
		Awaitility.await()
			.atMost(Application.TIMEOUT)
			.untilAsserted(() -> assertThat(Application.read(signals()).lines()).contains("USR1", "USR2", "reload"));
		assertThat(daemon.isAlive()).isTrue();
	}

	/**
	 * Without being wanted, USR1 would kill it, and USR2 can crash a JVM.
	 */
	@Test
	void userSignalsAreEventsIfWanted() {
		ProcessFacts daemon = this.application.daemon(launch("--test.signals=true", "--daemon.signals=USR1"));
		daemon.signal("USR1");
		Application.await(signals(), "USR1\n");
		daemon.signal("USR1");
		Application.await(signals(), "USR1\nUSR1\n");
		daemon.signal("HUP");
		Application.await(signals(), "USR1\nUSR1\nreload\n");
		assertThat(daemon.environment()).noneMatch((variable) -> variable.startsWith("_JAVA_SR_SIGNUM"));
	}

	@Test
	@FullTier
	void failureOfListenerIsLogged() {
		ProcessFacts daemon = this.application.daemon(launch("--test.signals=fail"));
		daemon.signal("HUP");
		Application.await(log(), "A listener of SIGHUP has failed\n\njava.lang.IllegalStateException: no reload today");
		daemon.signal("HUP");
		Application.await(signals(), "reload\nreload\n");
	}

	@Test
	void endItInOrder() {
		endItInOrder("TERM");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = "INT")
	void endItInOrder(String signal) {
		ProcessFacts daemon = this.application.daemon(launch("--test.last-words=true"));
		daemon.signal(signal);
		this.application.processes().awaitNone();
		assertThat(Application.read(log())).contains("last words, line 1\n");
	}

	@Test
	void endItInOrderBeforeItIsReady() {
		endItInOrderBeforeItIsReady("INT");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = "TERM")
	void endItInOrderBeforeItIsReady(String signal) {
		Path gate = this.directory.resolve("gate");
		Started start = launch("--test.gate=" + gate, "--test.last-words=true").start();
		Awaitility.await().atMost(Application.TIMEOUT).until(() -> Files.exists(Path.of(gate + "-reached")));
		this.application.processes().daemon().signal(signal);
		Run run = start.await();
		assertThat(run.exitCode()).isEqualTo(signal.equals("TERM") ? 143 : 130);
		assertThat(run.stderr()).contains("ended with exit code " + run.exitCode() + " before it was ready");
		this.application.processes().awaitNone();
		assertThat(Application.read(log())).contains("last words, line 1\n");
	}

	private Path rotate(int number) throws IOException {
		return Files.move(log(), Path.of(log() + "." + number));
	}

	private Launch launch(String... arguments) {
		return this.application.launch(this.directory).args(arguments);
	}

	private Path log() {
		return Application.log(this.directory);
	}

	private Path signals() {
		return this.directory.resolve("signals");
	}

}

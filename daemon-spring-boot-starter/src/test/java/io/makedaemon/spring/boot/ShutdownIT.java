package io.makedaemon.spring.boot;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.spring.boot.testapp.TestApplication;
import io.makedaemon.testsupport.ClassPath;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.trace.Trace;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of a daemon, here one from a plain class path, without actuator, health and
 * Micrometer: the log is not closed before everything that was printed is in it.
 */
class ShutdownIT {

	private static final int LINES = 1000;

	private static final String WATCH = "anon_inode:inotify";

	@RegisterExtension
	final Application application = new Application().without("health");

	@TempDir
	Path directory;

	@Test
	void logsWhatIsPrintedAtTheEnd() throws IOException {
		Path trace = this.directory.resolve("trace");
		ProcessFacts daemon = this.application.daemon(
				this.application.launch(this.directory, "-Dtest.late-hook=true", "-D" + Trace.PROPERTY + "=" + trace)
					.args("--test.last-words=true"));
		daemon.signal("TERM");
		this.application.processes().awaitNone();
		assertThat(Files.readAllLines(trace))
			.anyMatch((line) -> line.endsWith(" daemon " + daemon.pid() + " drained the captured output"));
		List<String> lines = Files.readAllLines(Application.log(this.directory));
		assertThat(lines.stream()
			.filter((line) -> line.contains(" daemon.stdout ") && line.contains("last words"))
			.map((line) -> line.substring(line.indexOf("last words")))).containsExactlyElementsOf(
					IntStream.rangeClosed(1, LINES).mapToObj((line) -> "last words, line " + line).toList());
		assertThat(lines).filteredOn((line) -> line.contains(" daemon.stderr ")).hasSize(2);
		assertThat(lines).filteredOn((line) -> line.endsWith(": an unfinished last line")).hasSize(1);
		assertThat(lines).filteredOn((line) -> line.contains("printed by another hook")).hasSize(1);
		assertThat(lines.subList(lines.size() - 2, lines.size()))
			.anySatisfy((line) -> assertThat(line).matches("[0-9T:.+Z-]+  INFO " + daemon.pid()
					+ " --- \\[stdout\\] daemon.stdout : printed when the log was closed"))
			.anySatisfy((line) -> assertThat(line).matches("[0-9T:.+Z-]+  WARN " + daemon.pid()
					+ " --- \\[stderr\\] daemon.stderr : an error when the log was closed"));
	}

	/**
	 * The JVM would wait for that at the very end.
	 */
	@Test
	@FullTier
	void noLongerWaitsInASystemCallWhenItEnds() {
		ProcessFacts daemon = this.application
			.daemon(this.application.launch(this.directory).args("--test.hanging-end=true"));
		assertThat(daemon.descriptors()).containsValue(WATCH);
		daemon.signal("TERM");
		Awaitility.await().atMost(Application.TIMEOUT).until(() -> !daemon.descriptors().containsValue(WATCH));
		assertThat(daemon.isAlive()).isTrue();
	}

	/**
	 * By a copy in place, as by scp.
	 */
	@Test
	@FullTier
	void logsWhyItsEndHasFailedWhenItsJarsWereOverwritten() throws IOException {
		List<Path> jars = Stream.of(this.application.classPath().split(File.pathSeparator, -1)).map(Path::of).toList();
		ClassPath copies = new ClassPath(jars).copyJarsTo(this.directory.resolve("jars"));
		ProcessFacts daemon = this.application.daemon(this.application.processes()
			.java()
			.args(Jdk.QUICK)
			.args("-Dspring.main.keep-alive=true", "-Xlog:class+load:file=" + this.directory.resolve("classes"), "-cp",
					copies.toString(), TestApplication.class.getName(), "--daemon.pid-file=", "--test.failing-end=true",
					"--test.last-words=true")
			.directory(this.directory));
		AtomicLong loaded = new AtomicLong();
		Awaitility.await("all is loaded")
			.during(Duration.ofSeconds(1))
			.until(() -> loaded.getAndSet(ownClasses()) == loaded.get());
		for (Path jar : copies.elements()) {
			Files.write(jar, new byte[Math.toIntExact(Files.size(jar))]);
		}
		daemon.signal("TERM");
		this.application.processes().awaitNone();
		assertThat(Application.read(Application.log(this.directory)))
			.contains(": last words, line " + LINES + "\n", ": printed before the end has failed\n")
			.containsPattern("WARN .* : .*Exception in thread \"SpringApplicationShutdownHook\" "
					+ "java.lang.NoClassDefFoundError: .*FailingEnd\\$Late\n\tat ")
			.doesNotContain("has not failed");
		assertThat(ownClasses()).isEqualTo(loaded.get());
	}

	private long ownClasses() throws IOException {
		try (Stream<String> lines = Files.lines(this.directory.resolve("classes"))) {
			return lines.filter((line) -> line.contains(" io.makedaemon.") && line.contains(".jar")).count();
		}
	}

	/**
	 * The JVM would otherwise leave them a file that grows and that nobody reads.
	 */
	@Test
	@FullTier
	void refusesWhatProgramsGoOnPrinting() {
		Path refused = this.directory.resolve("refused");
		this.application.launch(this.directory)
			.args("--test.child=trap '' TERM; (while echo more; do sleep 0.01; done; touch " + refused + ") &")
			.run();
		Application.await(Application.log(this.directory), ": more\n");
		this.application.processes().daemon().signal("TERM");
		Awaitility.await("refused").atMost(Application.TIMEOUT).until(() -> Files.exists(refused));
		this.application.processes().awaitNone();
	}

	@Test
	@FullTier
	void logsWhatIsPrintedJustBeforeTheExit() throws IOException {
		this.application.launch(this.directory, "-Dtest.end=exit").args("--daemon.start-timeout=0").run();
		Application.await(Application.log(this.directory), "printed behind run");
		this.application.processes().awaitNone();
		assertThat(Files.readAllLines(Application.log(this.directory)))
			.anyMatch((line) -> line.endsWith(": printed just before the exit"));
	}

	@Test
	@FullTier
	void logsExceptionThatEndsMain() {
		this.application.launch(this.directory, "-Dtest.end=throw")
			.args("--daemon.start-timeout=0", "--spring.main.keep-alive=false")
			.run();
		Application.await(Application.log(this.directory), "printed behind run");
		this.application.processes().awaitNone();
		assertThat(Application.read(Application.log(this.directory))).containsPattern(
				"WARN .* : Exception in thread \"main\" java.lang.IllegalStateException: thrown at the end of main\n\tat ");
	}

}

package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that fails before it is ready, in any way there is: the command says why
 * and ends with the application's exit code, and nothing is left.
 */
class FailedStartIT {

	private static final String JOB = "Run a job, which ends by itself, with --daemon.command=run or with "
			+ "daemon.enabled=false.\n";

	private static final int SIGABRT = 128 + 6;

	private static final int SIGKILL = 128 + 9;

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	@Test
	void tellsExceptionOfBean() throws IOException {
		tellsExceptionOfBean("--daemon.capture-output=true");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = "--daemon.capture-output=false")
	void tellsExceptionOfBean(String argument) throws IOException {
		assertThat(failure(1, launch().args("--test.fail=bean", argument))).contains("no bean today");
	}

	/**
	 * The terminal may be root's, and the daemon another user's.
	 */
	@Test
	void tellsNothingThatTheTerminalObeys() throws IOException {
		assertThat(failure(1, launch().args("--test.fail=escape"))).contains("no escape\\u001b[2J\\u0007\\u202e");
		tellsNothingThatTheTerminalObeys("true");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = "false")
	void tellsNothingThatTheTerminalObeys(String captured) throws IOException {
		String text = failure(42, launch().args("--test.fail=escape and exit", "--daemon.capture-output=" + captured));
		assertThat(text).contains("printed\\u001b[2J\\u0007\\u202e");
		assertThat(text.replace("\n", "").replace("\t", "").chars()).noneMatch(Character::isISOControl)
			.noneMatch((c) -> c == 0x202e);
	}

	@Test
	void tellsExceptionOfRunner() throws IOException {
		assertThat(failure(1, launch().args("--test.fail=runner")))
			.isEqualTo("java.lang.IllegalStateException: no runner today\n");
	}

	@Test
	void tellsThatThereIsNoInput() throws IOException {
		String read = "The application reads from a terminal or from standard input, and a daemon has neither. If it "
				+ "needs one, run it with --daemon.command=run or with daemon.enabled=false.";
		assertThat(failure(1, launch().args("--test.fail=input")))
			.isEqualTo("java.util.NoSuchElementException: No line found\n\n" + read + "\n");
		assertThat(Application.read(Application.log(this.directory))).containsOnlyOnce(read);
	}

	@Test
	void tellsExceptionOfReadyListener() throws IOException {
		assertThat(failure(1, launch().args("--test.fail=ready")))
			.isEqualTo("java.lang.IllegalStateException: no readiness today\n");
	}

	@Test
	@FullTier
	void hasExitCodeOfGenerator() throws IOException {
		assertThat(failure(42, launch().args("--test.fail=runner with code"))).contains("failed with a code");
		assertThat(failure(42, launch("-Dtest.end=exit with code")))
			.isEqualTo("The application context was closed before the application was ready.\n");
	}

	@Test
	void hasExitCodeOfExit() throws IOException {
		hasExitCodeOfExit("true");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = "false")
	void hasExitCodeOfExit(String captured) throws IOException {
		assertThat(failure(42, launch().args("--test.fail=exit", "--daemon.capture-output=" + captured)))
			.startsWith("the daemon ended with exit code 42 before it was ready\n\nThe last lines of its log "
					+ Application.log(this.directory) + ":\n")
			.contains("Starting TestApplication");
	}

	@Test
	@FullTier
	void tellsThatTheContextWasClosed() throws IOException {
		assertThat(failure(1, launch().args("--test.fail=close")))
			.isEqualTo("The application context was closed before the application was ready.\n\n" + done());
	}

	@Test
	void tellsHowJobIsRun() throws IOException {
		assertThat(failure(1, launch("-Dtest.end=job")))
			.isEqualTo("The application context was closed before the application was ready.\n\n" + done());
	}

	private String done() {
		return "The daemon ended with exit code 0; its log file is " + Application.log(this.directory) + "\n\n" + JOB;
	}

	@Test
	void tellsWhatIsThrownAtTheBeginningOfMain() throws IOException {
		assertThat(failure(1, launch("-Dtest.begin=throw"))).startsWith("""
				the daemon ended with exit code 1 before it was ready; it had printed:
				Exception in thread "main" java.lang.IllegalStateException: thrown at the beginning of main
				""");
	}

	@Test
	void tellsWhatIsThrownAtTheEndOfMain() throws IOException {
		assertThat(failure(1, launch("-Dtest.end=throw")))
			.isEqualTo("java.lang.IllegalStateException: thrown at the end of main\n");
		assertThat(Application.read(Application.log(this.directory))).contains("thrown at the end of main");
	}

	@Test
	void tellsThatItExitsAtTheEndOfMain() throws IOException {
		assertThat(failure(3, launch("-Dtest.end=exit"))).startsWith("the daemon ended with exit code 3 before");
	}

	@Test
	void tellsThatMainReturnsWithoutContext() throws IOException {
		assertThat(failure(1, launch("-Dtest.begin=return")))
			.isEqualTo("the daemon ended with exit code 0 before it was ready\n\n" + JOB);
	}

	@Test
	void tellsThatNothingKeepsItRunning() throws IOException {
		assertThat(failure(1, launch("-Dspring.main.keep-alive=false"))).isEqualTo(
				"The application was ready, but nothing keeps it running. Without a web server it needs a thread "
						+ "that is not a daemon thread, or spring.main.keep-alive=true.\n\n" + done());
	}

	@Test
	@FullTier
	void tellsThatThereIsNoMemory() throws IOException {
		assertThat(failure(1, launch("-Xmx64m").args("--test.fail=memory"))).contains("java.lang.OutOfMemoryError: ");
		assertThat(failure(3, launch("-Xmx64m", "-XX:+ExitOnOutOfMemoryError").args("--test.fail=memory")))
			.startsWith("the daemon ended with exit code 3 before it was ready")
			.contains("Terminating due to java.lang.OutOfMemoryError: ");
	}

	@Test
	@FullTier
	void tellsThatItWasKilled() throws IOException {
		assertThat(failure(SIGKILL, launch().args("--test.fail=KILL"))).startsWith(
				"the daemon was killed by SIGKILL (by somebody, or by the kernel because memory ran out) before it was "
						+ "ready");
	}

	@Test
	void tellsThatItHasCrashed() throws IOException {
		assertThat(failure(SIGABRT, launch().args("--test.fail=SEGV", "--daemon.limits.core.soft=0")))
			.startsWith("the daemon was killed by SIGABRT (a crash of the JVM) before it was ready")
			.contains("A fatal error has been detected by the Java Runtime Environment", "SIGSEGV",
					this.directory + "/hs_err_pid");
	}

	@Test
	@FullTier
	void tellsWhatItHangsIn() throws IOException {
		tellsWhatItHangsIn("true");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = "false")
	void tellsWhatItHangsIn(String captured) throws IOException {
		assertThat(failure(1,
				launch().args("--test.fail=hang", "--daemon.start-timeout=15s", "--daemon.capture-output=" + captured)))
			.startsWith("the daemon was not ready within 15 seconds, and was stopped\n\nAfter ")
			.contains(" seconds, it was at: context refreshed.\n\nThe last lines of its log "
					+ Application.log(this.directory) + ":\n")
			.contains("Starting TestApplication", "\n\nIts threads:\n", "testapp.Failing.run(Failing.java:")
			.endsWith("\n\nIf the application only needs more time, give it more with daemon.start-timeout.\n");
	}

	@Test
	@FullTier
	void showsAndTellsWhichBeanItHangsIn() {
		Run run = launch().args("--test.fail=hang in bean", "--daemon.start-timeout=15s").onTerminal().run();
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.stdout()).contains("\rTestApplication: creating bean failing for 5 s, ")
			.containsPattern("After \\d+\\.\\d seconds, it was at: creating bean failing for \\d+ s\\.");
	}

	/**
	 * Whoever has waited for longer than 20 seconds asks what for.
	 */
	@Test
	@FullTier
	void tellsWhatLongStartWasAtWhenItFails() throws IOException {
		Path gate = this.directory.resolve("gate");
		Started start = launch().args("--test.fail=ready", "--test.gate=" + gate).start();
		Awaitility.await().pollDelay(Duration.ofSeconds(21)).atMost(Application.TIMEOUT).until(start::isAlive);
		Files.createFile(gate);
		Run run = start.await();
		assertThat(run.exitCode()).as(run::toString).isEqualTo(1);
		assertThat(run.stderr()).contains("no readiness today")
			.containsPattern("\n\nAfter 2\\d\\.\\d seconds, it was at: context refreshed\\.");
	}

	private Launch launch(String... jvmOptions) {
		return this.application.launch(this.directory, jvmOptions);
	}

	private String failure(int exitCode, Launch launch) throws IOException {
		Run run = launch.run();
		assertThat(run.exitCode()).as(run::toString).isEqualTo(exitCode);
		assertThat(run.stdout()).isEmpty();
		assertThat(this.application.processes().alive()).isEmpty();
		try (Stream<Path> files = Files.list(this.directory)) {
			assertThat(files.map((file) -> file.getFileName().toString()))
				.allMatch((name) -> name.equals("TestApplication.log") || name.matches("hs_err_pid\\d+\\.log"));
		}
		return run.stderr();
	}

}

package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootExceptionReporter;

import io.makedaemon.spring.boot.testapp.FamilyApplication;
import io.makedaemon.spring.boot.testapp.Heir;
import io.makedaemon.spring.boot.testapp.TestApplication;
import io.makedaemon.spring.boot.testapp.TwoApplications;
import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;
import io.makedaemon.trace.Trace;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where an application becomes a daemon, and where not: what can be seen with no library
 * but Boot.
 */
class DecisionIT {

	private static final String DEBUG = "--logging.level.io.makedaemon=debug";

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void oneOfSeveralApplicationsIsTheDaemonWhichIsReadyWhenAllAre() throws IOException {
		oneOfSeveralApplicationsIsTheDaemonWhichIsReadyWhenAllAre(FamilyApplication.class);
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(classes = TwoApplications.class)
	void oneOfSeveralApplicationsIsTheDaemonWhichIsReadyWhenAllAre(Class<?> main) throws IOException {
		Path gate = this.directory.resolve("gate");
		Started command = launch(main).args("--test.gate=" + gate).start();
		Awaitility.await().atMost(Application.TIMEOUT).until(() -> Files.exists(Path.of(gate + "-reached")));
		// The rest of main is waited for no longer than a quarter of a second
		Awaitility.await().during(Duration.ofSeconds(1)).atMost(Application.TIMEOUT).until(command::isAlive);
		Files.createFile(gate);
		Run run = command.await();
		assertThat(run.exitCode()).as(run::toString).isZero();
		assertThat(run.stdout()).contains(" is ready after ");
		assertThat(this.application.processes().alive()).hasSize(1);
	}

	@Test
	@FullTier
	void failureOfAnyOfSeveralApplicationsIsToldByTheCommand() throws IOException {
		failureOfAnyOfSeveralApplicationsIsToldByTheCommand(TwoApplications.class);
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(classes = FamilyApplication.class)
	void failureOfAnyOfSeveralApplicationsIsToldByTheCommand(Class<?> main) throws IOException {
		Files.writeString(Files.createDirectory(this.directory.resolve("META-INF")).resolve("spring.factories"),
				SpringBootExceptionReporter.class.getName() + "=io.makedaemon.spring.boot.testapp.SlowReporter");
		Run run = launch(main).args("--test.fail=bean").run();
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.stderr()).contains("no bean today");
		this.application.processes().awaitNone();
	}

	@Test
	@FullTier
	void mainMethodMayBeInherited() {
		ProcessFacts daemon = this.application.daemon(launch(Heir.class));
		assertThat(daemon.commandLine()).contains(Heir.class.getName());
	}

	@Test
	@FullTier
	void commandLineMayBeInFileAsOfAnIde() throws IOException {
		Path file = this.directory.resolve("arguments");
		Files.writeString(file, "-cp \"" + this.application.classPath() + "\"\n");
		ProcessFacts daemon = this.application.daemon(this.application.processes()
			.java()
			.args("@" + file, "-Dspring.main.keep-alive=true", TestApplication.class.getName())
			.environment(Map.of("DAEMON_PIDFILE", ""))
			.directory(this.directory));
		assertThat(daemon.commandLine()).contains(TestApplication.class.getName());
	}

	@Test
	@FullTier
	void sourceFileStays() throws IOException {
		Files.writeString(this.directory.resolve("App.java"), """
				@org.springframework.boot.autoconfigure.EnableAutoConfiguration
				class App {
					public static void main(String[] args) {
						org.springframework.boot.SpringApplication.run(App.class, args);
					}
				}
				""");
		Run run = this.application.processes()
			.java()
			.args("-cp", this.application.classPath(), "App.java", DEBUG)
			.directory(this.directory)
			.run();
		assertThat(run.exitCode()).as(run::toString).isZero();
		assertThat(run.stdout()).contains("Running as foreground: the program is a source file", "Started App");
		this.application.processes().awaitNone();
	}

	@Test
	@EnabledIfRoot
	void firstProcessOfContainerStays() {
		Started container = launch(TestApplication.class).args(DEBUG, "--daemon.enabled=force")
			.shell("exec unshare --pid --fork --mount-proc --kill-child \"$@\"")
			.start();
		Awaitility.await().atMost(Application.TIMEOUT).until(() -> container.stdout().contains("printed behind run"));
		assertThat(container.stdout()).contains("Running as foreground: container: the process has PID 1");
	}

	@Test
	void serviceManagerIsObeyedUnlessItIsForced() throws IOException {
		Map<String, String> socket = Map.of("NOTIFY_SOCKET", "/run/none");
		Path trace = this.directory.resolve("trace");
		Started service = launch(TestApplication.class, "-D" + Trace.PROPERTY + "=" + trace).args(DEBUG)
			.environment(socket)
			.start();
		Awaitility.await().atMost(Application.TIMEOUT).until(() -> service.stdout().contains("printed behind run"));
		assertThat(service.stdout()).contains("Running as foreground: service manager: NOTIFY_SOCKET is set");
		assertThat(Files.readAllLines(trace)).extracting((line) -> line.replaceFirst("^\\d+ parent \\d+ ", ""))
			.containsExactly("skip check test: passed", "skip check ahead of time processing: passed",
					"skip check training run: passed", "skip check child context: passed",
					"skip check main thread: passed", "skip check main method: passed",
					"skip check first application: passed", "skip check enabled: passed",
					"skip check supported: passed", "skip check container: passed",
					"skip check service manager: service manager: NOTIFY_SOCKET is set");
		new ProcessFacts(service.pid()).kill();
		service.await();
		Run forced = launch(TestApplication.class).args("--daemon.enabled=force")
			.environment(Map.of("NOTIFY_SOCKET", "/run/none", "WATCHDOG_USEC", "4000000"))
			.run();
		assertThat(forced.stdout()).contains(" is ready after ");
		assertThat(forced.stderr()).contains("Warning: the unit has WatchdogSec=, which a daemon does not serve");
	}

	@Test
	@FullTier
	void staysOnPlatform() {
		Started dyno = launch(TestApplication.class).environment(Map.of("DYNO", "web.1")).start();
		Awaitility.await().atMost(Application.TIMEOUT).until(() -> dyno.stdout().contains("printed behind run"));
		assertThat(dyno.stdout()).containsOnlyOnce("The application runs in the foreground: platform: Heroku waits for "
				+ "the process. With daemon.enabled=force it becomes a daemon");
	}

	/**
	 * Such as jpackage makes them.
	 */
	@Test
	void staysWhenOtherLauncherHasStartedItAndSaysWhatToDo() throws IOException {
		Jdk jdk = Jdk.underTest().withOwnLauncher(this.directory.resolve("jdk"));
		Path launcher = Files.move(jdk.java(), jdk.java().resolveSibling("orders"));
		Started packaged = launch(TestApplication.class).shell("shift; exec " + launcher + " \"$@\"").start();
		Awaitility.await().atMost(Application.TIMEOUT).until(() -> packaged.stdout().contains("printed behind run"));
		assertThat(packaged.stdout()).contains("The application runs in the foreground: the program was started by "
				+ launcher + ", not by the java launcher: run its jar with java -jar to have a daemon");
	}

	private Launch launch(Class<?> main, String... jvmOptions) {
		return this.application.launch(main, this.directory, jvmOptions);
	}

}

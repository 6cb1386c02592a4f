package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a user sees of a daemon that its supervisor starts again.
 */
class SupervisionIT {

	private static final String SUPERVISED = "--daemon.supervise=on-failure";

	private static final String AT_ONCE = "--daemon.supervise.delay=10ms";

	private static final int NOT_RUNNING = 7;

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	/**
	 * What the JVM has printed when it crashed is in the log as well.
	 */
	@Test
	@JdkSensitive
	void tellsWhyTheDaemonWasStartedAgain() throws IOException {
		ProcessFacts daemon = start(SUPERVISED, AT_ONCE, "--test.restarted=true");
		daemon.signal("SEGV");
		Path log = Application.log(this.directory);
		Application.await(log, "a listener knows of 1 restart");
		String reason = "process " + daemon.pid()
				+ " was killed by SIGABRT (a crash of the JVM) after it was ready for ";
		String crashLog = "; crash log: " + this.directory.resolve("hs_err_pid" + daemon.pid() + ".log");
		assertThat(Application.read(log))
			.containsPattern("WARN .*supervisor.* : " + Pattern.quote(reason) + ".*" + Pattern.quote(crashLog)
					+ "; it is started again in 10 milliseconds \\(restart 1\\)")
			.contains("Started again by the supervisor (restart 1): " + reason)
			.contains("# A fatal error has been detected by the Java Runtime Environment:");
		Run status = command("status").run();
		assertThat(status.exitCode()).isZero();
		assertThat(status.stdout()).containsPattern(
				"is running, .*, supervised by pid \\d+, 1 restart, the last time because " + Pattern.quote(reason));
		Map<String, Object> members = StatusSchema
			.check(command("status").args("--daemon.status.format=json").run().stdout());
		assertThat(members).containsEntry("running", true).containsEntry("restarts", 1).containsKey("supervisor");
		assertThat(members.get("lastEnd")).asString().startsWith(reason);
		assertThat(command("stop").run().exitCode()).isZero();
		this.application.processes().awaitNone();
	}

	/**
	 * A stopped process cannot read what somebody writes to its streams.
	 */
	@Test
	void logsFirstWhatTheFormerProcessCouldNotLog() throws IOException {
		ProcessFacts daemon = start(SUPERVISED, AT_ONCE, "--test.restarted=true");
		daemon.signal("STOP");
		Files.writeString(Path.of("/proc/" + daemon.pid() + "/fd/1"), "last words\n", StandardOpenOption.APPEND);
		Files.writeString(Path.of("/proc/" + daemon.pid() + "/fd/2"), "without an end", StandardOpenOption.APPEND);
		daemon.kill();
		Path log = Application.log(this.directory);
		Application.await(log, "a listener knows of 1 restart");
		assertThat(Application.read(log)).containsPattern("INFO .* daemon\\.stdout +: \\[former process] last words")
			.containsPattern("WARN .* daemon\\.stderr +: \\[former process] without an end")
			.containsPattern("(?s)\\[former process].*Starting TestApplication");
	}

	@Test
	void saysWhenTheDaemonIsStartedAgain() {
		ProcessFacts daemon = start(SUPERVISED, "--daemon.supervise.delay=1h", "--daemon.supervise.max-delay=1h");
		daemon.kill();
		String waiting = "process " + daemon.pid() + " was killed by SIGKILL";
		Run status = Awaitility.await("back-off")
			.atMost(Application.TIMEOUT)
			.until(() -> command("status").run(), (run) -> run.exitCode() == 1);
		assertThat(status.stdout()).startsWith("TestApplication is not running at the moment: " + waiting)
			.containsPattern("; its supervisor, process \\d+, starts it again in \\d+ min \\d+ s \\(restart 1\\)");
		Map<String, Object> members = StatusSchema
			.check(command("status").args("--daemon.status.format=json").run().stdout());
		assertThat(members).containsEntry("running", false).containsEntry("state", "waiting");
		Run again = launch(SUPERVISED).run();
		assertThat(again.exitCode()).isEqualTo(1);
		assertThat(again.stderr())
			.contains("the daemon is already running: it has failed, and its supervisor starts it again in 59 minutes");
		Run start = command("start").run();
		assertThat(start.exitCode()).as(start::toString).isZero();
		assertThat(start.stdout()).contains("is already running, pid ", "; its supervisor, process ",
				"starts it again");
		for (String command : List.of("reload", "upgrade", "dump")) {
			Run run = command(command).run();
			assertThat(run.exitCode()).as(run::toString).isEqualTo(NOT_RUNNING);
			assertThat(run.stderr()).contains("is not running at the moment: " + waiting);
		}
		Run stop = command("stop").run();
		assertThat(stop.stdout()).contains("was stopped after ");
		this.application.processes().awaitNone();
		assertThat(command("status").run().exitCode()).isEqualTo(3);
	}

	/**
	 * A wrong configuration does not get better by itself.
	 */
	@Test
	void givesUpWhereARestartIsHopeless() throws IOException {
		ProcessFacts daemon = start(SUPERVISED, AT_ONCE);
		Files.writeString(this.directory.resolve("application.properties"),
				"spring.main.lazy-initialization=perhaps\n");
		daemon.kill();
		this.application.processes().awaitNone();
		Files.delete(this.directory.resolve("application.properties"));
		Run status = command("status").run();
		assertThat(status.exitCode()).isEqualTo(1);
		assertThat(status.stdout()).contains("is not running: process ",
				" ended with exit code 1 before it was ready: ", "spring.main.lazy-initialization",
				"; it is not started again");
		assertThat(StatusSchema.check(command("status").args("--daemon.status.format=json").run().stdout()))
			.containsEntry("state", "dead")
			.containsKey("lastEnd");
		assertThat(Application.read(Application.log(this.directory))).contains("; it is not started again");
	}

	/**
	 * Also before the next process knows that it is to be a daemon.
	 */
	@FullTier
	@ParameterizedTest
	@CsvSource({ "daemon.umask=rwx, daemon.umask", "spring.config.import=missing.properties, Config data resource" })
	void givesUpWhereTheConfigurationCannotBeRead(String line, String reason) throws IOException {
		ProcessFacts daemon = start(SUPERVISED, AT_ONCE, "--daemon.supervise.max-failures=2");
		Files.writeString(this.directory.resolve("application.properties"), line + "\n");
		daemon.kill();
		this.application.processes().awaitNone();
		Files.delete(this.directory.resolve("application.properties"));
		assertThat(command("status").run().stdout()).contains("is not running: process ",
				" ended with exit code 1 before it was ready: ", reason, "; it is not started again");
	}

	/**
	 * A changed configuration is what the next process runs with.
	 */
	@Test
	@FullTier
	void readsTheConfigurationAgain() throws IOException {
		ProcessFacts daemon = start(SUPERVISED, AT_ONCE);
		Files.writeString(this.directory.resolve("application.properties"), "test.restarted=true\n");
		daemon.kill();
		Application.await(Application.log(this.directory), "a listener knows of 1 restart");
	}

	@Test
	@FullTier
	void startsAgainWhatIsNotAlive() throws IOException {
		Path broken = this.directory.resolve("broken");
		ProcessFacts daemon = start(SUPERVISED, AT_ONCE, "--daemon.supervise.liveness=2s", "--test.broken=" + broken,
				"--test.restarted=true");
		Path log = Application.log(this.directory);
		Files.createFile(broken);
		Application.await(log, "The application is not healthy, so the supervisor may kill it");
		Awaitility.await("kill").atMost(Application.TIMEOUT).until(() -> !daemon.isAlive());
		Files.delete(broken);
		Application.await(log, "a listener knows of 1 restart");
		assertThat(Application.read(log)).contains(
				"process " + daemon.pid() + " has shown no sign of life for 2 seconds, and was killed",
				"Full thread dump");
	}

	@Test
	@FullTier
	void writesObjectsWhereTheLogConsistsOfThem() {
		ProcessFacts daemon = start(SUPERVISED, AT_ONCE, "--logging.structured.format.file=logstash",
				"--test.restarted=true");
		daemon.kill();
		Path log = Application.log(this.directory);
		Application.await(log, "a listener knows of 1 restart");
		assertThat(Application.read(log).lines()).allMatch((line) -> line.startsWith("{") && line.endsWith("}"))
			.anyMatch((line) -> line.contains("\"level\":\"WARN\",\"logger\":\"io.makedaemon.Supervisor\""));
	}

	@Test
	@FullTier
	void saysThatItIsNotSupervisedAnyMore() {
		ProcessFacts daemon = start(SUPERVISED);
		new ProcessFacts(daemon.parent()).kill();
		Run status = command("status").run();
		assertThat(status.exitCode()).isZero();
		assertThat(status.stdout()).contains(", not supervised any more, since its supervisor was killed");
	}

	private ProcessFacts start(String... arguments) {
		Run run = launch(arguments).run();
		assertThat(run.exitCode()).as(run::toString).isZero();
		Run status = command("status").args("--daemon.status.format=json").run();
		return new ProcessFacts(Long.parseLong(String.valueOf(StatusSchema.check(status.stdout()).get("pid"))));
	}

	private Launch command(String command) {
		return launch("--daemon.command=" + command);
	}

	private Launch launch(String... arguments) {
		return this.application.launch(this.directory)
			.args("--daemon.pid-file=" + this.directory.resolve("example.pid"))
			.args(arguments);
	}

}

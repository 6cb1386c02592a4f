package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.programs.FileProgram;
import io.makedaemon.programs.SupervisedProgram;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JarFiles;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Conformance: whatever has happened to the files and processes of a supervised daemon,
 * it is started again, or was told to end.
 */
class SupervisorRestartIT {

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	private SupervisedDaemon supervised;

	@BeforeEach
	void createDaemon() throws IOException {
		this.supervised = SupervisedDaemon.onPort(this.programs, this.directory);
	}

	/**
	 * Even if the JVM of the next process has not run any code of the program yet.
	 */
	@Test
	@FullTier
	void isKnownAsSoonAsTheNextProcessIsNamed() throws IOException, InterruptedException {
		ProcessFacts daemon = Programs.daemon(this.supervised.launch(SupervisedDaemon.AT_ONCE));
		ProcessFacts supervisor = SupervisedDaemon.supervisor(this.supervised.running());
		Files.createFile(this.directory.resolve("hold"));
		daemon.kill();
		RunningDaemon next = Awaitility.await("next process")
			.atMost(Programs.TIMEOUT)
			.until(() -> RunningDaemon.find(this.supervised.pidFile())
				.filter((running) -> running.pid() != daemon.pid() && running.pid() != supervisor.pid()),
					Optional::isPresent)
			.orElseThrow();
		RunningSupervisor seen = next.supervisor().orElseThrow();
		assertThat(seen.pid()).isEqualTo(supervisor.pid());
		assertThat(seen.restarts()).isEqualTo(1);
		assertThat(seen.lastEnd()).get().asString().startsWith("process " + daemon.pid() + " was killed by SIGKILL");
		assertThat(next.kill()).isTrue();
		this.supervised.assertNothingIsLeft();
	}

	@Test
	@FullTier
	void comesBackWhenThePidFileNamesAnotherProcess() throws IOException {
		ProcessFacts daemon = Programs.daemon(this.supervised.launch(SupervisedDaemon.AT_ONCE));
		Files.writeString(this.supervised.pidFile(), ProcessHandle.current().pid() + "\n");
		daemon.kill();
		this.supervised.awaitNext(daemon, 1);
	}

	/**
	 * As after a deployment that makes the directory again.
	 */
	@Test
	@FullTier
	void comesBackInTheWorkingDirectoryThatIsThere() throws IOException {
		Path work = Files.createDirectory(this.directory.resolve("work"));
		ProcessFacts daemon = Programs
			.daemon(this.supervised.launch(SupervisedDaemon.ALWAYS_AT_ONCE, "attr.workingDirectory=" + work));
		Files.delete(work);
		daemon.kill();
		Awaitility.await("failed start")
			.atMost(Programs.TIMEOUT)
			.until(() -> RunningDaemon.find(this.supervised.pidFile())
				.flatMap(RunningDaemon::supervisor)
				.flatMap(RunningSupervisor::lastEnd)
				.filter((reason) -> reason
					.startsWith("cannot start the daemon again: cannot enter the working directory " + work
							+ ": No such file or directory"))
				.isPresent());
		Files.createDirectory(work);
		assertThat(this.supervised.awaitNext(daemon).workingDirectory()).isEqualTo(work);
	}

	/**
	 * As by a deployment that copies the next version.
	 */
	@Test
	@FullTier
	void comesBackWhenItsJarsWereOverwritten() throws IOException {
		Path jars = this.directory.resolve("jars");
		String classPath = Programs.CLASS_PATH.copyJarsTo(jars).toString();
		ProcessFacts daemon = Programs.daemon(this.programs.program(classPath, SupervisedProgram.class, this.directory,
				"attr.pidFile=" + this.supervised.pidFile(), "attr.startTimeout=PT1M",
				"attr.supervision=" + SupervisedDaemon.AT_ONCE));
		try (Stream<Path> all = Files.list(jars)) {
			all.forEach(JarFiles::overwrite);
		}
		daemon.kill();
		this.supervised.awaitNext(daemon, 1);
	}

	/**
	 * The next process reads what the former one has written.
	 */
	@Test
	@FullTier
	void readsItsFilesFromTheirBeginning() throws IOException {
		Path file = Files.writeString(this.directory.resolve("file"), "content ");
		ProcessFacts daemon = Programs.daemon(this.programs.program(FileProgram.class, this.directory, "file=" + file,
				"file.options=READ,WRITE", "attr.pidFile=" + this.supervised.pidFile(), "attr.startTimeout=PT1M",
				"attr.supervision=" + SupervisedDaemon.AT_ONCE));
		assertThat(Programs.facts(this.directory)).containsEntry("read", "content ");
		Files.delete(this.directory.resolve("facts"));
		daemon.kill();
		assertThat(Programs.facts(this.directory)).containsEntry("read", "content by the daemon\n");
	}

	/**
	 * As by a container that is paused, or a machine that is suspended.
	 */
	@Test
	@FullTier
	void survivesWhatStopsTheSupervisorAsWell() throws IOException {
		ProcessFacts daemon = Programs.daemon(this.supervised.launch("false,PT0.01S,PT0.02S,PT10S,4,PT1M,42,PT1S"));
		ProcessFacts supervisor = SupervisedDaemon.supervisor(this.supervised.running());
		daemon.signal("STOP");
		supervisor.signal("STOP");
		Awaitility.await("more than the time without a sign of life")
			.pollDelay(Duration.ofSeconds(3))
			.until(daemon::isAlive);
		supervisor.signal("CONT");
		daemon.signal("CONT");
		Awaitility.await("no kill").during(Duration.ofSeconds(3)).until(daemon::isAlive);
	}

	/**
	 * Only the time in which the supervisor was running counts.
	 */
	@Test
	@FullTier
	void survivesWhatStopsItBeforeItIsReadyAgain() throws IOException {
		ProcessFacts daemon = Programs
			.daemon(this.supervised.launch(SupervisedDaemon.AT_ONCE, "attr.startTimeout=PT8S"));
		ProcessFacts supervisor = SupervisedDaemon.supervisor(this.supervised.running());
		Path hold = Files.createFile(this.directory.resolve("hold"));
		daemon.kill();
		ProcessFacts next = Awaitility.await("next process")
			.atMost(Programs.TIMEOUT)
			.until(() -> this.supervised.children(supervisor), (children) -> children.size() == 1)
			.get(0);
		supervisor.signal("STOP");
		Awaitility.await("more than the time for a start")
			.pollDelay(Duration.ofSeconds(9))
			.atMost(Programs.TIMEOUT)
			.until(next::isAlive);
		Files.delete(hold);
		supervisor.signal("CONT");
		assertThat(this.supervised.awaitNext(daemon, 1)).isEqualTo(next);
	}

	/**
	 * A stop ends both generations, and so does one while no process of the daemon runs.
	 */
	@Test
	@FullTier
	void endsWhileItWaitsForAnUpgrade() throws IOException {
		UpgradedServer server = UpgradedServer.onPort(this.programs, this.directory)
			.supervised(SupervisedDaemon.AT_ONCE);
		ProcessFacts first = Programs.daemon(server.launch());
		ProcessFacts supervisor = SupervisedDaemon.supervisor(this.supervised.running());
		Started command = server.upgrade("then=wait").start();
		server.awaitNewGeneration(first);
		first.kill();
		supervisor.signal("TERM");
		Awaitility.await("end of the supervisor").atMost(Programs.TIMEOUT).until(() -> !supervisor.isAlive());
		Programs.go(this.directory);
		Run run = command.await();
		assertThat(run.exitCode()).as(run.toString()).isEqualTo(UpgradedServer.FAILED);
		this.supervised.assertNothingIsLeft();
	}

	/**
	 * Nobody else has told it that the daemon was ready.
	 */
	@Test
	@FullTier
	void triesAgainAlsoIfTheCommandWasKilled() throws IOException {
		Path unready = Files.createFile(this.directory.resolve("unready"));
		Started command = this.supervised.launch(SupervisedDaemon.AT_ONCE, "then=fail").start();
		Path starts = this.directory.resolve("starts");
		Awaitility.await("start").atMost(Programs.TIMEOUT).until(() -> Files.exists(starts));
		new ProcessFacts(command.pid()).kill();
		Files.delete(unready);
		RunningDaemon daemon = Awaitility.await("ready")
			.atMost(Programs.TIMEOUT)
			.until(() -> RunningDaemon.find(this.supervised.pidFile())
				.filter((running) -> running.readyAt().isPresent() && running.supervisor().isPresent()),
					Optional::isPresent)
			.orElseThrow();
		SupervisedDaemon.supervisor(daemon);
		new ProcessFacts(daemon.pid()).kill();
		this.programs.processes().awaitNone();
		assertThat(starts).content().hasLineCount(4);
	}

	/**
	 * As by a second application in the process, while the first one serves.
	 */
	@Test
	@FullTier
	void comesBackWhateverHasFailedInIt() throws IOException {
		ProcessFacts daemon = Programs.daemon(this.supervised.launch(SupervisedDaemon.AT_ONCE));
		this.supervised.tell("failed", "halt=9");
		this.supervised.awaitNext(daemon, 1);
		assertThat(this.supervised.lines("starts").get(1)).contains("ended with exit code 9")
			.doesNotContain("no database");
	}

}

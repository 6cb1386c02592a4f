package io.makedaemon;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Conformance: a supervisor and its daemon keep each other, their pid file and their
 * rights, and only a real supervisor is taken for one.
 */
class SupervisorTrustIT {

	/** Without it, not even root may protect a process. */
	private static final int CAP_SYS_RESOURCE = 24;

	private static final String AS_NOBODY = "exec setpriv --reuid 65534 --regid 65534 --clear-groups \"$@\"";

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
	 * What a daemon says of itself is not enough for a signal to another process.
	 */
	@Test
	void publishedSupervisorIsNotBelieved() throws IOException, InterruptedException {
		Programs.daemon(this.supervised.launch(SupervisedDaemon.AT_ONCE));
		ProcessFacts supervisor = SupervisedDaemon.supervisor(this.supervised.running());
		this.supervised.tell("supervisor=" + ProcessHandle.current().pid());
		assertThat(this.supervised.running().supervisor()).isEmpty();
		supervisor.kill();
		this.supervised.tell("supervisor=" + new ProcessFacts(this.supervised.running().pid()).parent());
		assertThat(this.supervised.running().supervisor()).isEmpty();
		assertThat(this.supervised.running().stop(Duration.ofSeconds(30))).isTrue();
		this.supervised.assertNothingIsLeft();
	}

	/**
	 * The daemon creates it again, and then the supervisor has not locked it.
	 */
	@FullTier
	@ParameterizedTest
	@ValueSource(strings = { "stop", "kill", "TERM", "crash" })
	void pidFileMayBeRemovedWhileTheDaemonRuns(String then) throws IOException, InterruptedException {
		ProcessFacts daemon = Programs.daemon(this.supervised.launch(SupervisedDaemon.AT_ONCE));
		Files.delete(this.supervised.pidFile());
		Awaitility.await("pid file").atMost(Programs.TIMEOUT).until(this::isNamed);
		switch (then) {
			case "stop" -> assertThat(this.supervised.running().stop(Duration.ofSeconds(30))).isTrue();
			case "kill" -> assertThat(this.supervised.running().kill()).isTrue();
			case "TERM" -> daemon.signal("TERM");
			default -> {
				daemon.kill();
				this.supervised.awaitNext(daemon, 1);
				assertThat(this.supervised.running().stop(Duration.ofSeconds(30))).isTrue();
			}
		}
		this.supervised.assertNothingIsLeft();
	}

	private boolean isNamed() {
		return RunningDaemon.find(this.supervised.pidFile()).isPresent() && Files.exists(this.supervised.pidFile());
	}

	@Test
	@FullTier
	void pidFileMayBeRemovedBeforeTheDaemonComesBack() throws IOException, InterruptedException {
		ProcessFacts daemon = Programs.daemon(this.supervised.launch(SupervisedDaemon.LATER));
		daemon.kill();
		RunningDaemon waiting = this.supervised.awaitWaiting(daemon);
		Files.delete(this.supervised.pidFile());
		Awaitility.await("pid file").atMost(Programs.TIMEOUT).until(this::isNamed);
		assertThat(this.supervised.running().pid()).isEqualTo(waiting.pid());
		assertThat(this.supervised.running().kill()).isTrue();
		this.supervised.assertNothingIsLeft();
	}

	/**
	 * Nobody can create it again where there is no directory for it.
	 */
	@Test
	@FullTier
	void isFoundWithoutThePidFileBeforeTheDaemonComesBack() throws IOException, InterruptedException {
		Path run = Files.createDirectory(this.directory.resolve("run"));
		Path pidFile = run.resolve("pid");
		ProcessFacts daemon = Programs
			.daemon(this.supervised.launch(SupervisedDaemon.LATER, "attr.pidFile=" + pidFile));
		ProcessFacts supervisor = new ProcessFacts(daemon.parent());
		Files.move(run, this.directory.resolve("moved"));
		assertThat(RunningDaemon.find(pidFile).orElseThrow().pid()).isEqualTo(daemon.pid());
		daemon.kill();
		Awaitility.await("back-off")
			.atMost(Programs.TIMEOUT)
			.until(() -> RunningDaemon.find(pidFile)
				.flatMap(RunningDaemon::supervisor)
				.flatMap(RunningSupervisor::nextStart)
				.isPresent());
		RunningDaemon waiting = RunningDaemon.find(pidFile).orElseThrow();
		assertThat(waiting.pid()).isEqualTo(supervisor.pid());
		assertThat(waiting.stop(Duration.ofSeconds(30))).isTrue();
		this.programs.processes().awaitNone();
	}

	/**
	 * The new one has the pid file, so the old one must not come back. By another path, a
	 * start does not find the old one.
	 */
	@Test
	@FullTier
	void givesUpWhenAnotherDaemonHasThePidFile() throws IOException {
		ProcessFacts daemon = Programs
			.daemon(this.supervised.launch("false,PT3S,PT3S,PT0S,9,PT1M,42,PT0S", "attr.port=0"));
		ProcessFacts supervisor = SupervisedDaemon.supervisor(this.supervised.running());
		daemon.kill();
		this.supervised.awaitWaiting(daemon);
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), this.directory);
		Files.delete(this.supervised.pidFile());
		ProcessFacts other = Programs.daemon(
				this.supervised.launch(SupervisedDaemon.LATER, "attr.port=0", "attr.pidFile=" + link.resolve("pid")));
		Awaitility.await("end").atMost(Programs.TIMEOUT).until(() -> !supervisor.isAlive());
		assertThat(this.supervised.running().pid()).isEqualTo(other.pid());
	}

	/**
	 * In the rights that it has, and in the chance to be killed when memory runs out.
	 */
	@Test
	@EnabledIfRoot
	void nextProcessIsLikeTheFirst() throws IOException {
		UpgradedServer server = UpgradedServer.onPort(this.programs, this.directory)
			.supervised(SupervisedDaemon.AT_ONCE)
			.forEveryUser();
		ProcessFacts daemon = Programs.daemon(server.launch("attr.user=nobody", "attr.umask=077",
				"attr.soft.NOFILE=200", "attr.noNewPrivileges=true", "attr.capability=NET_BIND_SERVICE"));
		ProcessFacts supervisor = SupervisedDaemon.supervisor(this.supervised.running());
		List<Object> rights = rights(daemon);
		assertThat(supervisor.ids("Uid")).isEqualTo(daemon.ids("Uid"));
		assertThat(descriptorsAsNobody(daemon).exitCode()).isZero();
		assertThat(descriptorsAsNobody(supervisor).exitCode()).as("the writable pid file").isNotZero();
		boolean protectable = (new ProcessFacts(ProcessHandle.current().pid())
			.capabilities("CapEff") >> CAP_SYS_RESOURCE & 1) == 1;
		assertThat(supervisor.text("oom_score_adj")).isEqualTo(protectable ? "-900" : daemon.text("oom_score_adj"));
		daemon.kill();
		assertThat(rights(this.supervised.awaitNext(daemon, 1))).isEqualTo(rights);
	}

	/**
	 * Whoever types the command could end both anyway.
	 */
	@FullTier
	@EnabledIfRoot
	@ParameterizedTest
	@ValueSource(strings = { "stop", "kill" })
	void isEndedByItsUserWhoCannotLookIntoIt(String command) throws IOException {
		UpgradedServer server = UpgradedServer.onPort(this.programs, this.directory)
			.supervised(SupervisedDaemon.AT_ONCE)
			.forEveryUser();
		Programs.daemon(server.launch("attr.user=nobody"));
		SupervisedDaemon.supervisor(server.running());
		assertThat(asNobody(server, command)).isEqualTo("true\n");
		this.programs.processes().awaitNone();
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void isEndedByItsUserBeforeTheDaemonComesBack() throws IOException {
		UpgradedServer server = UpgradedServer.onPort(this.programs, this.directory)
			.supervised(SupervisedDaemon.LATER)
			.forEveryUser();
		ProcessFacts daemon = Programs.daemon(server.launch("attr.user=nobody"));
		ProcessFacts supervisor = SupervisedDaemon.supervisor(server.running());
		daemon.kill();
		assertThat(this.supervised.awaitWaiting(daemon).pid()).isEqualTo(supervisor.pid());
		assertThat(asNobody(server, "find")).isEqualTo(supervisor.pid() + " true waiting\n");
		assertThat(asNobody(server, "stop")).isEqualTo("true\n");
		this.programs.processes().awaitNone();
	}

	private Run descriptorsAsNobody(ProcessFacts process) {
		return this.programs.processes().program("ls").args("/proc/" + process.pid() + "/fd").shell(AS_NOBODY).run();
	}

	private String asNobody(UpgradedServer server, String command) {
		return server.finder(command).shell(AS_NOBODY).run().stdout();
	}

	/**
	 * That would let the user load code into it, which has root's pid file open.
	 */
	@Test
	@FullTier
	void takesNoCodeByTheAttachMechanism() throws IOException {
		Programs.daemon(this.supervised.launch(SupervisedDaemon.AT_ONCE));
		ProcessFacts supervisor = SupervisedDaemon.supervisor(this.supervised.running());
		Path request = Files.createFile(Path.of("/tmp/.attach_pid" + supervisor.pid()));
		try {
			supervisor.signal("QUIT");
			Awaitility.await("no answer")
				.during(Duration.ofSeconds(2))
				.until(() -> Files.notExists(Path.of("/tmp/.java_pid" + supervisor.pid())));
		}
		finally {
			Files.deleteIfExists(request);
		}
		assertThat(supervisor.isAlive()).isTrue();
	}

	private static List<Object> rights(ProcessFacts process) {
		return List.of(process.ids("Uid"), process.ids("Gid"), process.ids("Groups"), process.capabilities("CapEff"),
				process.capabilities("CapAmb"), process.umask(), process.limit("open files"),
				process.text("oom_score_adj"), process.text("status").contains("NoNewPrivs:\t1"), process.session(),
				process.workingDirectory());
	}

	/**
	 * The new supervisor keeps open what it hands on, and nothing else.
	 */
	@Test
	@FullTier
	void socketThatIsUsedNoMoreIsClosedInAnUpgrade() throws IOException {
		UpgradedServer server = UpgradedServer.onPort(this.programs, this.directory)
			.supervised(SupervisedDaemon.AT_ONCE);
		int former;
		int next;
		try (ServerSocket first = new ServerSocket(0); ServerSocket second = new ServerSocket(0)) {
			former = first.getLocalPort();
			next = second.getLocalPort();
		}
		ProcessFacts daemon = Programs.daemon(server.launch("attr.port=" + former));
		server.upgraded(daemon, server.upgrade("attr.port=" + next));
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), former).close());
		new Socket(InetAddress.getLoopbackAddress(), next).close();
	}

	@Test
	@FullTier
	void outputNeedNotBeCaptured() throws IOException {
		ProcessFacts daemon = Programs
			.daemon(this.supervised.launch(SupervisedDaemon.AT_ONCE, "attr.captureOutput=false"));
		ProcessFacts supervisor = SupervisedDaemon.supervisor(this.supervised.running());
		daemon.kill();
		this.supervised.awaitNext(daemon, 1);
		assertThat(supervisor.descriptors().values()).noneMatch((name) -> name.startsWith("/memfd:std"));
	}

	@Test
	@FullTier
	void killsAStoppedProcessThatShowsNoSignOfLife() throws IOException {
		ProcessFacts daemon = Programs.daemon(this.supervised.launch("false,PT0.01S,PT0.02S,PT10S,4,PT1M,42,PT1S"));
		daemon.signal("STOP");
		this.supervised.awaitNext(daemon, 1);
	}

}

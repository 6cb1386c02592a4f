package io.makedaemon.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications of other kinds than the rest of the tests have: what worked without the
 * dependency goes on working with it.
 */
@FullTier
@Execution(ExecutionMode.CONCURRENT)
class KindsIT {

	@RegisterExtension
	final Guest guest = new Guest();

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "jetty.jar", "webflux.jar", "war.war", "cloud.jar", "kotlin.jar", "shaded.jar" })
	void becomesDaemonAndIsStopped(String file) {
		String name = start(file);
		boolean web = !List.of("kotlin", "shaded").contains(name);
		if (web) {
			assertThat(Guest.describe(log(name)).path("decision").asString()).isEqualTo("daemon");
		}
		assertThat(command(file, "status")).startsWith(name + " is running").contains(web ? "health UP" : "log file");
		assertThat(command(file, "stop")).startsWith(name + " was stopped");
		this.guest.processes().awaitNone();
	}

	@ParameterizedTest
	@ValueSource(strings = { "jetty.jar", "webflux.jar" })
	@JdkSensitive
	void clientsWaitForTheStartAndAreServed(String file) throws InterruptedException {
		int port = EarlyClients.freePort();
		Path log = log(name(file));
		Started start = launch(file).args("--daemon.upgradable=true", "--server.port=" + port, "--slow=1s").start();
		try (EarlyClients clients = new EarlyClients(port, () -> Guest.read(log).contains("the runner is done"))
			.start()) {
			Run run = start.await();
			assertThat(run.exitCode()).as(run::toString).isZero();
			assertThat(clients.await()).hasSizeGreaterThan(10).containsOnly("HTTP/1.1 200");
		}
		assertThat(Guest.read(log)).contains(" started on port " + port + " (http");
		assertThat(command(file, "stop")).startsWith(name(file) + " was stopped");
	}

	/**
	 * What is printed goes to the log all the time.
	 */
	@Test
	void staysDaemonWhenSpringCloudRefreshesAndRestartsIt() throws IOException {
		Path properties = Files.writeString(this.directory.resolve("application.properties"), "greeting=first");
		start("cloud.jar");
		Path log = log("cloud");
		Files.writeString(properties, "greeting=second");
		Guest.post(log, "refresh");
		await(log, ": greeting: second\n");
		Guest.post(log, "restart");
		Awaitility.await("another port").atMost(Guest.TIMEOUT).until(() -> Guest.ports(Guest.read(log)) == 2);
		await(log, ": Restarted\n");
		Files.writeString(properties, "greeting=third");
		Guest.post(log, "refresh");
		await(log, ": greeting: third\n");
		assertThat(Guest.describe(log).path("decision").asString()).isEqualTo("daemon");
		assertThat(this.guest.processes().alive()).hasSize(1);
	}

	@Test
	void hasItsDatabaseWhereItWorks() {
		start("h2.jar", "--daemon.working-directory=" + this.directory);
		await(log("h2"), ": pets: [Leo]\n");
		assertThat(this.directory.resolve("petdb.mv.db")).isRegularFile();
	}

	@Test
	void hasItsDatabaseInTheLaunchDirectory() {
		start("h2.jar");
		await(log("h2"), ": pets: [Leo]\n");
		assertThat(this.directory.resolve("petdb.mv.db")).isRegularFile();
		assertThat(Path.of("/petdb.mv.db")).doesNotExist();
	}

	@Test
	void runsJobInTheForegroundWhenTold() {
		Run run = launch("batch.jar").args("--daemon.command=run").run();
		assertThat(run.exitCode()).as(run::toString).isZero();
		assertThat(run.stdout()).contains("the step is done\n");
		this.guest.processes().awaitNone();
	}

	private String start(String file, String... arguments) {
		String name = name(file);
		Run run = launch(file).args(arguments).run();
		assertThat(run.exitCode()).as(run::toString).isZero();
		assertThat(run.stdout()).startsWith(name + " is ready after ").endsWith(", log file " + log(name) + "\n");
		assertThat(run.stderr()).isEmpty();
		assertThat(this.guest.processes().alive()).hasSize(1);
		return name;
	}

	private String command(String file, String command) {
		Run run = launch(file).args("--daemon.command=" + command).run();
		assertThat(run.exitCode()).as(run::toString).isZero();
		return run.stdout();
	}

	private Launch launch(String file) {
		Path jar = Guest.consumer("kinds/kinds/" + name(file) + "/target/" + file);
		return this.guest.launch(jar, this.directory)
			.environment(
					Map.of("DAEMON_PIDFILE", this.directory.resolve("pid").toString(), "DAEMON_CACHEDIRECTORY", ""));
	}

	private static String name(String file) {
		return file.substring(0, file.indexOf('.'));
	}

	private Path log(String name) {
		return this.directory.resolve(name + ".log");
	}

	private static void await(Path log, String text) {
		Awaitility.await(text).atMost(Guest.TIMEOUT).until(() -> Guest.read(log).contains(text));
	}

}

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A project of a user, which knows nothing of this build: it was built, and its own test
 * was run, by another Maven, with the starter that was installed for it.
 */
class ConsumerIT {

	@RegisterExtension
	final Guest guest = new Guest();

	@TempDir
	Path directory;

	@Test
	void daemonizesAndIsInspectedAndStopped() throws IOException {
		daemonizesAndIsInspectedAndStopped("4.1");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = "4.0")
	void daemonizesAndIsInspectedAndStopped(String boot) throws IOException {
		Run start = launch(boot).run();
		assertThat(start.exitCode()).as(start::toString).isZero();
		assertThat(start.stdout()).startsWith("orders is ready after ").hasLineCount(1);
		assertThat(start.stderr()).isEmpty();
		List<ProcessFacts> alive = this.guest.processes().alive();
		assertThat(alive).hasSize(1);

		Path log = this.directory.resolve("log/orders.log");
		JsonNode daemon = Guest.describe(log);
		assertThat(daemon.path("decision").asString()).isEqualTo("daemon");
		assertThat(daemon.path("pid").asLong()).isEqualTo(alive.get(0).pid());
		assertThat(daemon.path("launchDirectory").asString()).isEqualTo(this.directory.toString());
		assertThat(Guest.ask(log, "metrics/daemon.stage").path("measurements").path(0).path("value").asInt())
			.isEqualTo(2);
		assertThat(Guest.ask(log, "info").path("daemon").path("programName").asString()).isEqualTo("orders");
		assertThat(Files.readString(log)).contains(":: Spring Boot ::                (v" + boot);
		assertThat(command(boot, "status")).startsWith("orders is running").contains("health UP");

		assertThat(command(boot, "reload")).startsWith("orders was told to reload");
		Path journal = this.directory.resolve("journal.txt");
		Awaitility.await().atMost(Guest.TIMEOUT).until(() -> Files.readString(journal).equals("ready\nreload\n"));

		assertThat(command(boot, "stop")).startsWith("orders was stopped");
		this.guest.processes().awaitNone();
	}

	@Test
	@FullTier
	void saysInOneSentenceWhatIsWrong() {
		saysInOneSentenceWhatIsWrong("4.1");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = "4.0")
	void saysInOneSentenceWhatIsWrong(String boot) {
		Run unknown = launch(boot).args("--daemon.umsk=027").run();
		assertThat(unknown.exitCode()).isEqualTo(1);
		assertThat(unknown.stderr()).startsWith("There is no property daemon.umsk");
		Run fails = launch(boot).args("--server.port=70000").run();
		assertThat(fails.exitCode()).isEqualTo(1);
		assertThat(fails.stderr()).contains("70000");
		this.guest.processes().awaitNone();
	}

	private String command(String boot, String command) {
		Run run = launch(boot).args("--daemon.command=" + command).run();
		assertThat(run.exitCode()).as(run::toString).isZero();
		return run.stdout();
	}

	private Launch launch(String boot) {
		return this.guest.launch(Guest.consumer("boot-" + boot + "/orders/target/orders.jar"), this.directory)
			.environment(Map.of("SERVER_PORT", "0", "DAEMON_PIDFILE", this.directory.resolve("orders.pid").toString(),
					"DAEMON_CACHEDIRECTORY", ""));
	}

}

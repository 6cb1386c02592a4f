package io.makedaemon.integration;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a server of Spring Boot Admin shows of a daemon that registers with it, also when
 * the daemon was upgraded. The server is a daemon as well.
 */
@FullTier
class SpringBootAdminIT {

	/** As its pages do: otherwise it sends events without end, and translates health. */
	private static final String ACCEPTED = "application/vnd.spring-boot.actuator.v3+json, application/json";

	@RegisterExtension
	final Guest guest = new Guest();

	@TempDir
	Path directory;

	private final int port = EarlyClients.freePort();

	@Test
	void showsDaemonAndItsNextGeneration() {
		run("admin", "start", "--server.port=" + this.port);
		ProcessFacts first = startWatched("start");
		String id = awaitInstance(first);
		assertThat(ask(id, "health").at("/components/daemonCapture/status").asString()).isEqualTo("UP");
		assertThat(ask(id, "info").at("/daemon/programName").asString()).isEqualTo("watched");
		assertThat(ask(id, "metrics/daemon.stage").at("/measurements/0/value").asInt()).isEqualTo(2);
		assertThat(ask(id, "daemon").path("generation").asInt()).isEqualTo(1);

		ProcessFacts second = startWatched("upgrade");
		assertThat(first.isAlive()).isFalse();
		Awaitility.await("the next generation has registered")
			.atMost(Guest.TIMEOUT)
			.until(() -> events(id).contains("REGISTRATION_UPDATED"));
		assertThat(awaitInstance(second)).as("the same instance").isEqualTo(id);
		assertThat(ask(id, "daemon").path("upgradedFrom").asLong()).isEqualTo(first.pid());
		assertThat(events(id)).contains("REGISTERED", "UP").doesNotContain("DEREGISTERED");
	}

	private ProcessFacts startWatched(String command) {
		run("watched", command, "--spring.boot.admin.client.url=http://127.0.0.1:" + this.port);
		return this.guest.processes()
			.alive()
			.stream()
			.filter((process) -> process.name().equals("watched"))
			.findFirst()
			.orElseThrow();
	}

	private void run(String name, String command, String argument) {
		Run run = this.guest.launch(Guest.consumer("kinds/kinds/" + name + "/target/" + name + ".jar"), this.directory)
			.args("--daemon.command=" + command, argument)
			.environment(Map.of("DAEMON_PIDFILE", this.directory.resolve(name + ".pid").toString(),
					"DAEMON_CACHEDIRECTORY", ""))
			.run();
		assertThat(run.exitCode()).as(run::toString).isZero();
	}

	/**
	 * Wait until the server shows that a daemon is the only instance, and is up.
	 * @return the instance's id
	 */
	private String awaitInstance(ProcessFacts daemon) {
		JsonNode instance = Awaitility.await("the instance with its endpoints")
			.atMost(Guest.TIMEOUT)
			.until(() -> ask("/instances").path(0), (first) -> first.at("/statusInfo/status").asString("").equals("UP")
					&& first.path("endpoints").findValuesAsString("id").contains("daemon"));
		assertThat(ask("/instances")).hasSize(1);
		assertThat(instance.at("/registration/name").asString()).isEqualTo("watched");
		String id = instance.path("id").asString();
		JsonNode shown = ask(id, "daemon");
		assertThat(shown.path("pid").asLong()).isEqualTo(daemon.pid());
		assertThat(shown.path("decision").asString()).isEqualTo("daemon");
		return id;
	}

	/**
	 * What has happened to an instance: the types of the events, and the states.
	 */
	private List<String> events(String id) {
		return ask("/instances/events").valueStream()
			.filter((event) -> event.path("instance").asString().equals(id))
			.map((event) -> event.at("/statusInfo/status").asString(event.path("type").asString()))
			.toList();
	}

	private JsonNode ask(String id, String endpoint) {
		return ask("/instances/" + id + "/actuator/" + endpoint);
	}

	private JsonNode ask(String path) {
		try {
			URLConnection connection = URI.create("http://127.0.0.1:" + this.port + path).toURL().openConnection();
			connection.setRequestProperty("Accept", ACCEPTED);
			try (InputStream body = connection.getInputStream()) {
				return JsonMapper.shared().readTree(body.readAllBytes());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

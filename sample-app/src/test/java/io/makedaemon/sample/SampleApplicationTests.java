package io.makedaemon.sample;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonStage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample application under test: nothing is daemonized, and everything says so.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SampleApplicationTests {

	private final Http http;

	SampleApplicationTests(@LocalServerPort int port) {
		this.http = new Http(port);
	}

	@Test
	void greetsFromTheProcessOfTheTests() {
		assertThat(this.http.get("/"))
			.isEqualTo("Hello from the parent sample-app, pid " + ProcessHandle.current().pid() + "\n");
		assertThat(Daemon.stage()).isEqualTo(DaemonStage.PARENT);
		assertThat(Daemon.context()).isEmpty();
	}

	@Test
	void describesProcessInTheForeground() {
		JsonNode daemon = this.http.json("/actuator/daemon");
		assertThat(daemon.get("stage").asString()).isEqualTo("parent");
		assertThat(daemon.get("decision").asString()).isEqualTo("foreground: test");
		assertThat(daemon.get("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
		assertThat(daemon.get("programName").asString()).isEqualTo("sample-app");
		assertThat(daemon.get("files")).isEmpty();
		assertThat(daemon.has("capture")).isFalse();
	}

	@Test
	void measuresStageInTheForeground() {
		JsonNode stage = this.http.json("/actuator/metrics/daemon.stage");
		assertThat(stage.at("/measurements/0/value").asDouble()).isZero();
		assertThat(stage.at("/availableTags/0/tag").asString()).isEqualTo("stage");
		assertThat(stage.at("/availableTags/0/values/0").asString()).isEqualTo("parent");
	}

	@Test
	void opensNoneOfItsFiles() {
		assertThat(Path.of("sample-app.lock")).doesNotExist();
		assertThat(Path.of("sample-app.log")).doesNotExist();
	}

}

package io.makedaemon.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The status has the health of an application, wherever its health endpoint is.
 */
class StatusIT {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	@Test
	void hasHealth() {
		hasHealth("where it is by default", "--server.address=0.0.0.0", ", health UP");
	}

	@FullTier
	@ParameterizedTest(name = "{0}")
	@CsvSource({ "when it is down, --management.health.diskspace.threshold=1000000TB, ', health DOWN'",
			"on other paths, --server.servlet.context-path=/a --spring.mvc.servlet.path=/b "
					+ "--management.endpoints.web.base-path=/c, ', health UP'",
			"on a port of its own, --management.server.port=0 --management.server.base-path=/d, ', health UP'",
			"not exposed, --management.endpoints.web.exposure.include=info, ''",
			"without a web server, --spring.main.web-application-type=none --spring.main.keep-alive=true, ''" })
	void hasHealth(String where, String arguments, String health) {
		ProcessFacts daemon = Sample.daemon(launch().args(arguments.split(" ", -1)).run());
		// The first answer can take longer than it is waited for
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> {
			Run status = launch().args("--daemon.command=status").run();
			assertThat(status.exitCode()).isZero();
			assertThat(status.stdout()).as(where)
				.matches("sample-app is running, up \\d+ s, ready since [0-9: -]+, pid " + daemon.pid() + health
						+ ", log file " + Sample.log(this.directory) + "\n");
			assertThat(status.stderr()).isEmpty();
		});
	}

	@Test
	@FullTier
	void saysThatHealthNeedsTls() {
		Path keys = this.directory.resolve("keys.p12");
		Run made = this.sample.processes()
			.program(Jdk.underTest().home().resolve("bin/keytool").toString())
			.args("-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-storetype", "PKCS12", "-storepass",
					"secret", "-keystore", keys.toString())
			.run();
		assertThat(made.exitCode()).as(made::toString).isZero();
		Sample.daemon(launch().args("--server.ssl.key-store=" + keys, "--server.ssl.key-store-password=secret").run());
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> {
			Run status = launch().args("--daemon.command=status", "--daemon.status.format=json").run();
			assertThat(status.stdout()).contains("\"health\":{\"missing\":\"tls\"}")
				.containsPattern("\"listening\":\\[\"\\[::\\]:\\d+\"\\]");
		});
	}

	@Test
	@FullTier
	void hasHealthOfThePidFile() throws IOException {
		Path log = Sample.log(this.directory);
		Sample.daemon(
				launch()
					.args("--management.endpoint.health.status.http-mapping.down=200",
							"--management.endpoint.health.show-details=always")
					.run());
		Http http = Sample.http(Sample.read(log));
		Path file = this.directory.resolve("app.pid");
		Path kept = Files.move(file, this.directory.resolve("kept"));
		Files.writeString(file, "1\n");
		assertThat(http.get("/actuator/health/daemonPidFile")).contains("DOWN", "belongs to another process");
		Sample.await(log, "the pid file " + file + " belongs to another process");
		Files.move(kept, file, StandardCopyOption.ATOMIC_MOVE);
		assertThat(http.get("/actuator/health/daemonPidFile")).contains("UP");
		Sample.await(log, "the pid file " + file + " is in place again");
	}

	private Launch launch() {
		return this.sample.launch(this.directory, "--daemon.pid-file=" + this.directory.resolve("app.pid"));
	}

}

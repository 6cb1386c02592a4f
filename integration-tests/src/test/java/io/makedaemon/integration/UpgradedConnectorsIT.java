package io.makedaemon.integration;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server with two connectors is replaced by its next generation.
 */
class UpgradedConnectorsIT {

	@RegisterExtension
	final Guest guest = new Guest();

	@TempDir
	Path directory;

	private final int port = EarlyClients.freePort();

	private final int second = EarlyClients.freePort();

	@Test
	@FullTier
	void areBothHandedOver() throws IOException {
		Run start = launch().run();
		assertThat(start.exitCode()).as(start::toString).isZero();
		assertThat(generation(this.port)).contains("\"generation\":1");
		assertThat(generation(this.second)).contains("\"generation\":1");
		Run upgrade = launch().args("--daemon.command=upgrade").run();
		assertThat(upgrade.exitCode()).as(upgrade::toString).isZero();
		assertThat(generation(this.port)).contains("\"generation\":2");
		assertThat(generation(this.second)).contains("\"generation\":2");
	}

	private Launch launch() {
		return this.guest.launch(GuestApplication.class.getName(), this.directory)
			.args("--daemon.pid-file=" + this.directory.resolve("pid"), "--daemon.upgradable=true",
					"--server.port=" + this.port, "--guest.second-port=" + this.second,
					"--daemon.sockets[0].name=second", "--daemon.sockets[0].address=" + this.second);
	}

	private static String generation(int port) throws IOException {
		try (InputStream body = URI.create("http://localhost:" + port + "/actuator/daemon").toURL().openStream()) {
			return new String(body.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}

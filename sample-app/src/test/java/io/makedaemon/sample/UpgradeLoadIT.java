package io.makedaemon.sample;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.EnduranceTier;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Upgrades under load fail no request, and the load is enough to notice what does.
 */
class UpgradeLoadIT {

	private static final int UPGRADES = 2 * Integer.getInteger("makedaemon.test.rounds");

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	private int port;

	@BeforeEach
	void findPort() throws IOException {
		try (ServerSocket free = new ServerSocket(0)) {
			this.port = free.getLocalPort();
		}
	}

	@Test
	@FullTier
	@EnduranceTier
	void noRequestFailsInManyUpgrades() {
		succeed("start");
		try (AskingClients clients = new AskingClients(this.port)) {
			for (int i = 0; i < UPGRADES; i++) {
				clients.awaitAnswers();
				succeed("upgrade");
			}
			assertThat(clients.awaitAnswers()).hasSize(UPGRADES + 1);
			assertThat(clients.end()).isEmpty();
			System.out.println(clients.count() + " requests during " + UPGRADES + " upgrades");
		}
	}

	@Test
	@FullTier
	void clientsNoticeARestart() {
		succeed("start");
		try (AskingClients clients = new AskingClients(this.port)) {
			clients.awaitAnswers();
			succeed("restart");
			assertThat(clients.awaitAnswers()).hasSize(2);
			assertThat(clients.end()).isNotEmpty();
		}
	}

	private void succeed(String command) {
		Run run = this.sample
			.launch(this.directory, "--daemon.pid-file=" + this.directory.resolve("app.pid"),
					"--daemon.upgradable=true", "--daemon.command=" + command)
			.environment(Map.of("SERVER_PORT", Integer.toString(this.port)))
			.run();
		assertThat(run.exitCode()).as(run.toString()).isZero();
	}

}

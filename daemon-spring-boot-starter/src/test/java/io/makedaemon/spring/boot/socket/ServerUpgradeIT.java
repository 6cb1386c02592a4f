package io.makedaemon.spring.boot.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.makedaemon.spring.boot.Application;
import io.makedaemon.spring.boot.socket.InheritingServersTests.Server;
import io.makedaemon.testsupport.EnduranceTier;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Generations of one daemon follow each other under load, with each server and protocol,
 * and no request fails.
 */
@Execution(ExecutionMode.CONCURRENT)
class ServerUpgradeIT {

	/** Leaves CPU time to the generations. */
	private static final Duration PACE = Duration.ofMillis(20);

	private static final int UPGRADES = Integer.getInteger("makedaemon.test.rounds");

	@TempDir
	static Path keys;

	private static ServerKey key;

	@RegisterExtension
	final Application application = new Application().withEverything();

	@TempDir
	Path directory;

	@BeforeAll
	static void createKey() throws IOException, InterruptedException {
		key = ServerKey.create(keys);
	}

	static Stream<Arguments> serversAndWires() {
		return Stream.of(Server.values())
			.flatMap((server) -> Stream.of(Wire.values()).map((wire) -> Arguments.of(server, wire)));
	}

	@FullTier
	@EnduranceTier
	@JdkSensitive
	@ParameterizedTest
	@MethodSource("serversAndWires")
	void noRequestFails(Server server, Wire wire) throws Exception {
		int port = freePort();
		run(server, wire, port, "start");
		ProcessFacts former = this.application.processes().daemon();
		try (Load load = new Load(wire, port, PACE)) {
			for (int i = 0; i < UPGRADES; i++) {
				load.awaitMore();
				run(server, wire, port, "upgrade");
				assertThat(former.isAlive()).isFalse();
				former = this.application.processes().daemon();
			}
			load.awaitMore();
			load.end();
		}
		run(server, wire, port, "stop");
		this.application.processes().awaitNone();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private void run(Server server, Wire wire, int port, String command) {
		Launch launch = this.application.launch(UpgradedApplication.class, this.directory)
			.args("--daemon.command=" + command, "--daemon.upgradable=true", "--test.server=" + server,
					"--server.port=" + port, "--server.http2.enabled=true",
					"--daemon.pid-file=" + this.directory.resolve("pid"));
		if (wire == Wire.TLS) {
			launch.args("--server.ssl.key-store=" + key.store(),
					"--server.ssl.key-store-password=" + ServerKey.PASSWORD);
		}
		Run run = launch.run();
		assertThat(run.exitCode()).as(run::toString).isZero();
	}

}

package io.makedaemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an upgrade shows on a terminal, and what Ctrl-C does to it.
 */
class UpgradeTerminalIT {

	private static final String CTRL_C = "\003";

	private static final int SIGINT = 128 + 2;

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	private UpgradedServer server;

	@BeforeEach
	void createServer() {
		this.server = UpgradedServer.onPort(this.programs, this.directory);
	}

	@Test
	@FullTier
	void progressLineShowsBothGenerationsUntilTheResultIsThere() throws IOException {
		ProcessFacts former = Programs.daemon(this.server.launch());
		CompletableFuture<String> slow = this.server.askSlowly(former);
		Started command = this.server.upgrade("then=wait", "attr.programName=example").onTerminal().start();
		awaitShown(command, "\rexample: JVM started, \\d+ s");
		Programs.go(this.directory);
		awaitShown(command, "\rexample: draining, connections left: 1, \\d+ s");
		this.server.answer();
		Run run = command.await();
		assertThat(run.exitCode()).as(run.toString()).isZero();
		assertThat(run.stdout()).contains("\rexample: handing over, ")
			.matches("(?s).*\r +\b+\u001b\\[\\?7hexample was upgraded after \\d+\\.\\d seconds, pid " + former.pid()
					+ " → \\d+, listens on \\S+\r\n");
		assertThat(slow.join()).isEqualTo(former.pid() + " 1 slow");
	}

	@Test
	void controlCCancelsTheUpgrade() throws IOException {
		ProcessFacts former = Programs.daemon(this.server.launch());
		Started command = this.server.upgrade("then=wait", "attr.programName=example").onTerminal().start();
		this.server.awaitNewGeneration(former);
		command.type(CTRL_C);
		Run run = command.await();
		assertThat(run.exitCode()).isEqualTo(SIGINT);
		assertThat(run.stdout()).endsWith("example: the upgrade was cancelled\r\n");
		this.server.assertServes(former);
	}

	@Test
	@FullTier
	void controlCWhileTheFormerGenerationDrainsLeavesTheNewOneInCharge() throws IOException {
		ProcessFacts former = Programs.daemon(this.server.launch());
		CompletableFuture<String> slow = this.server.askSlowly(former);
		Started command = this.server.upgrade("attr.programName=example").onTerminal().start();
		awaitShown(command, "\rexample: draining, connections left: 1, \\d+ s");
		command.type(CTRL_C);
		assertNewGenerationIsInCharge(command.await());
		this.server.answer();
		assertThat(slow.join()).isEqualTo(former.pid() + " 1 slow");
		Awaitility.await("end").atMost(Programs.TIMEOUT).until(() -> !former.isAlive());
		this.server.assertServes(new ProcessFacts(this.server.running().pid()));
	}

	private static void assertNewGenerationIsInCharge(Run run) {
		assertThat(run.exitCode()).as(run.toString()).isEqualTo(SIGINT);
		assertThat(run.stdout())
			.endsWith("example: the new generation is in charge, and the former one finishes what it has begun\r\n");
	}

	private static void awaitShown(Started command, String text) {
		Awaitility.await(text).atMost(Programs.TIMEOUT).until(() -> command.stdout().matches("(?s).*" + text + ".*"));
	}

}

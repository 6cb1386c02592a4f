package io.makedaemon;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long the parent waits.
 */
class WaitingIT {

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@Test
	void endsWhenTheDaemonIsReady() {
		Started parent = this.programs
			.program(Program.class, this.directory, "then=readyOnGo", "attr.startTimeout=PT60S")
			.start();
		Programs.facts(this.directory);
		assertThat(parent.isAlive()).isTrue();
		// Parent, first child and daemon
		assertThat(this.programs.processes().alive()).hasSize(3);
		assertThat(parent.stdout()).isEmpty();
		Programs.go(this.directory);
		Run run = parent.await();
		assertThat(run.exitCode()).isZero();
		assertThat(run.stdout()).matches("java is ready after \\d+\\.\\d seconds, pid \\d+\n");
		assertThat(this.programs.processes().alive()).hasSize(1);
		ProcessFacts daemon = this.programs.processes().alive().get(0);
		Awaitility.await()
			.atMost(Programs.TIMEOUT)
			.untilAsserted(
					() -> assertThat(daemon.descriptors().values()).noneMatch((target) -> target.startsWith("pipe:")));
	}

	/**
	 * What the parent would do at its end, the daemon does at its own.
	 */
	@Test
	void endsWithoutHooksAndDeletesNothing() throws IOException {
		Path file = this.directory.resolve("deleted on exit");
		ProcessFacts daemon = Programs.daemon(this.programs.program(Program.class, this.directory,
				"deleteOnExit=" + file, "attr.startTimeout=PT60S"));
		assertThat(file).hasContent(daemon.pid() + "\n");
		daemon.signal("TERM");
		this.programs.processes().awaitNone();
		assertThat(file).doesNotExist();
	}

	@Test
	void endsAtOnceWhenItIsNotToWait() {
		ProcessFacts daemon = Programs.daemon(this.programs.program(Program.class, this.directory, "then=readyOnGo"));
		Programs.facts(this.directory);
		assertThat(daemon.isAlive()).isTrue();
	}

	@Test
	void showsProgressOnTerminalUntilTheResultIsThere() {
		Started terminal = this.programs
			.program(Program.class, this.directory, "then=readyOnGo", "attr.startTimeout=PT60S",
					"attr.programName=example")
			.onTerminal()
			.start();
		Programs.facts(this.directory);
		Awaitility.await()
			.atMost(Programs.TIMEOUT)
			.until(() -> terminal.stdout().matches("(?s).*\rexample: JVM started, \\d+ s.*"));
		Programs.go(this.directory);
		Run run = terminal.await();
		assertThat(run.exitCode()).isZero();
		// The last thing is that the line is erased and the result is there
		assertThat(run.stdout()).doesNotContain("starting, 0 s")
			.matches("(?s).*\r +\b+\u001b\\[\\?7hexample is ready after \\d+\\.\\d seconds, pid \\d+\r\n");
	}

	@Test
	@FullTier
	void showsNoProgressWhenItIsNotToPrint() {
		Run run = this.programs
			.program(Program.class, this.directory, "then=readyOnGo", "attr.startTimeout=PT2S",
					"attr.showProgress=false")
			.onTerminal()
			.run();
		assertThat(run.stdout()).startsWith("StartTimeoutException: ");
	}

	@Test
	void printsNothingWhenItIsNotToPrint() {
		Run run = this.programs
			.program(Program.class, this.directory, "attr.startTimeout=PT60S", "attr.showProgress=false")
			.run();
		assertThat(run.exitCode()).isZero();
		assertThat(run.stdout() + run.stderr()).isEmpty();
	}

	/**
	 * What is not captured is kept only as long as somebody might have to see it,
	 * although a child process still has it.
	 */
	@Test
	void keepsNoOutputWhenTheDaemonIsReady() {
		ProcessFacts daemon = Programs.daemon(this.programs.program(Program.class, this.directory,
				"attr.startTimeout=PT60S", "child.chatter=while :; do echo chatter; sleep 0.01; done"));
		assertThat(daemon.descriptors()).containsEntry(1, "/dev/null").containsEntry(2, "/dev/null");
		// Not the short-lived ones that the child starts itself
		List<ProcessFacts> children = ProcessHandle.of(daemon.pid())
			.orElseThrow()
			.children()
			.map((child) -> new ProcessFacts(child.pid()))
			.toList();
		assertThat(children).hasSize(1);
		File output = new File("/proc/" + children.get(0).pid() + "/fd/1");
		long length = output.length();
		Awaitility.await().during(Duration.ofMillis(500)).until(() -> output.length() == length);
		assertThat(children.get(0).isAlive()).isTrue();
	}

	@Test
	void endsDaemonWhenUserPressesControlC() {
		Started terminal = this.programs
			.program(Program.class, this.directory, "then=readyOnGo", "attr.startTimeout=PT60S")
			.onTerminal()
			.start();
		Programs.facts(this.directory);
		terminal.type("\003");
		Run run = terminal.await();
		assertThat(run.exitCode()).isEqualTo(130);
		assertThat(run.stdout()).doesNotContain("Exception in thread").endsWith("java: the start was cancelled\r\n");
		assertThat(this.programs.processes().alive()).isEmpty();
	}

	@Test
	void endsDaemonWhenTheTerminalIsClosed() {
		Started terminal = this.programs
			.program(Program.class, this.directory, "then=readyOnGo", "attr.startTimeout=PT60S")
			.onTerminal()
			.start();
		Programs.facts(this.directory);
		new ProcessFacts(terminal.pid()).kill();
		this.programs.processes().awaitNone();
	}

}

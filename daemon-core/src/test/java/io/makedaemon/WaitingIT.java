package io.makedaemon;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.OnEachJdk;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long the parent waits.
 */
@OnEachJdk
class WaitingIT {

	@RegisterExtension
	final Programs programs;

	@TempDir
	Path directory;

	WaitingIT(Jdk jdk) {
		this.programs = new Programs(jdk);
	}

	@Test
	void endsWhenTheDaemonIsReady() {
		Started parent = this.programs
			.program(Program.class, this.directory, "then=readyOnGo", "attr.startTimeout=PT60S")
			.start();
		Programs.facts(this.directory);
		assertThat(parent.isAlive()).isTrue();
		assertThat(this.programs.processes().alive()).hasSize(2);
		assertThat(parent.stdout()).isEmpty();
		Programs.go(this.directory);
		Run run = parent.await();
		assertThat(run.exitCode()).isZero();
		assertThat(run.stdout()).matches("ready \\d+ by parent after \\d+\n");
		assertThat(this.programs.processes().alive()).hasSize(1);
		assertThat(this.programs.processes().alive().get(0).descriptors().values())
			.noneMatch((target) -> target.startsWith("pipe:"));
	}

	@Test
	void endsAtOnceWhenItIsNotToWait() {
		ProcessFacts daemon = Programs.daemon(this.programs.program(Program.class, this.directory, "then=readyOnGo"));
		Programs.facts(this.directory);
		assertThat(daemon.isAlive()).isTrue();
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
		assertThat(run.stdout()).doesNotContain("Exception in thread");
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

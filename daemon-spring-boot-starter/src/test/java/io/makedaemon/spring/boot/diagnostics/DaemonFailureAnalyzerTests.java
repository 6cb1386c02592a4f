package io.makedaemon.spring.boot.diagnostics;

import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;

import io.makedaemon.DaemonException;
import io.makedaemon.Failures;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link DaemonFailureAnalyzer}: the failure in its own words, and what to do.
 */
class DaemonFailureAnalyzerTests {

	@Test
	void saysHowToStopTheDaemonThatHoldsTheLock() {
		FailureAnalysis analysis = analyze(Failures.locked("/run/a.lock", OptionalLong.of(4711)));
		assertThat(analysis.getDescription())
			.isEqualTo("/run/a.lock is locked by process 4711: the daemon is already running");
		assertThat(analysis.getAction()).isEqualTo("Stop the running daemon first, for instance with: kill 4711.");
	}

	@Test
	void saysToStopTheDaemonWhenNobodyKnowsItsProcess() {
		FailureAnalysis analysis = analyze(Failures.locked("/run/a.lock", OptionalLong.empty()));
		assertThat(analysis.getAction()).isEqualTo("Stop the running daemon first.");
	}

	@Test
	void namesThePropertyThatHelps() {
		assertThat(analyze(Failures.timeout()).getAction()).contains("daemon.start-timeout");
		assertThat(analyze(Failures.call("chdir", "/srv/x")).getAction()).contains("daemon.working-directory");
		assertThat(analyze(Failures.call("open", "/srv/x")).getAction()).contains("daemon.files");
		assertThat(analyze(Failures.call("setrlimit", "nofile")).getAction()).contains("daemon.limits");
		assertThat(analyze(Failures.call("getpwnam", "orders")).getAction()).contains("daemon.user");
		assertThat(analyze(Failures.call("setuid", "another user")).getAction()).contains("root")
			.contains("daemon.user");
		assertThat(analyze(Failures.call("prctl", "CHOWN")).getAction()).contains("daemon.capabilities");
		assertThat(analyze(Failures.call("posix_spawn", "/bin/java")).getAction()).contains("java launcher");
		assertThat(analyze(Failures.call("memfd_create", "stdout")).getAction()).isNull();
	}

	@Test
	void leavesActionToTheTextOfTheDaemon() {
		FailureAnalysis analysis = analyze(Failures.start("no database at localhost:5432"));
		assertThat(analysis.getDescription()).isEqualTo("no database at localhost:5432");
		assertThat(analysis.getAction()).isNull();
	}

	@Test
	void findsFailureAmongCauses() {
		IllegalStateException failure = new IllegalStateException(Failures.timeout());
		assertThat(new DaemonFailureAnalyzer().analyze(failure)).isNotNull();
	}

	private static FailureAnalysis analyze(DaemonException failure) {
		FailureAnalysis analysis = new DaemonFailureAnalyzer().analyze(failure);
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo(failure.getMessage());
		assertThat(analysis.getCause()).isSameAs(failure);
		return analysis;
	}

}

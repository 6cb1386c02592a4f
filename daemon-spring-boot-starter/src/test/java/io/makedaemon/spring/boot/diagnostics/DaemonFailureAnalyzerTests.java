package io.makedaemon.spring.boot.diagnostics;

import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;

import io.makedaemon.DaemonException;
import io.makedaemon.Failures;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link DaemonFailureAnalyzer}: the failure in its own words, and what to do.
 */
class DaemonFailureAnalyzerTests {

	private static final String ANOTHER = "\nAnother one beside it needs its own daemon.program-name, daemon.pid-file and daemon.files.";

	private static final int EPERM = 1;

	private static final int ENOENT = 2;

	@Test
	void saysHowToStopTheDaemonThatHoldsTheLock() {
		FailureAnalysis analysis = analyze(Failures.locked("/run/a.lock", OptionalLong.of(4711)));
		assertThat(analysis.getDescription())
			.isEqualTo("/run/a.lock is locked by process 4711: the daemon is already running");
		assertThat(analysis.getAction())
			.isEqualTo("Stop the running daemon first, with --daemon.command=stop or with: kill 4711." + ANOTHER);
	}

	@Test
	void saysToStopTheDaemonWhenNobodyKnowsItsProcess() {
		FailureAnalysis analysis = analyze(Failures.locked("/run/a.lock", OptionalLong.empty()));
		assertThat(analysis.getAction())
			.isEqualTo("Stop the running daemon first, with --daemon.command=stop." + ANOTHER);
	}

	@Test
	void namesThePropertyThatHelps() {
		assertThat(analyze(Failures.timeout()).getAction()).contains("daemon.start-timeout");
		assertThat(action("chdir", ENOENT, "workingDirectory")).contains("daemon.working-directory");
		assertThat(action("open", ENOENT, "files.0")).contains("daemon.files");
		assertThat(action("flock", ENOENT, "files.0")).contains("daemon.files");
		assertThat(action("open", ENOENT, "pidFile")).contains("daemon.pid-file").doesNotContain("daemon.files");
		assertThat(action("umask", EPERM, "umask")).contains("daemon.umask");
		assertThat(action("setrlimit", EPERM, "hardLimit.nofile")).contains("daemon.limits");
		assertThat(action("getpwnam", ENOENT, "user")).contains("daemon.user").doesNotContain("root");
		assertThat(action("getgrnam", ENOENT, "group")).contains("daemon.group").doesNotContain("root");
		assertThat(action("setuid", EPERM, "user")).contains("root").contains("daemon.user");
		assertThat(action("prctl", EPERM, "capabilities")).contains("daemon.capabilities");
		assertThat(action("posix_spawn", ENOENT, "")).contains("java launcher");
	}

	@Test
	void namesNoPropertyForWhatIsNoOption() {
		assertThat(action("memfd_create", EPERM, "")).isNull();
		assertThat(action("open", ENOENT, "")).as("/dev/null, for instance").isNull();
	}

	@Test
	void leavesActionToTheTextOfTheDaemon() {
		FailureAnalysis analysis = analyze(Failures.start("no database at localhost:5432", 1));
		assertThat(analysis.getDescription()).isEqualTo("no database at localhost:5432");
		assertThat(analysis.getAction()).isNull();
	}

	@Test
	void saysHowJobsAreRun() {
		assertThat(analyze(Failures.start("the daemon ended", 0)).getAction()).contains("--daemon.command=run",
				"daemon.enabled=false");
	}

	@Test
	void findsFailureAmongCauses() {
		IllegalStateException failure = new IllegalStateException(Failures.timeout());
		assertThat(new DaemonFailureAnalyzer().analyze(failure)).isNotNull();
	}

	private static @Nullable String action(String call, int errno, String option) {
		return analyze(Failures.call(call, errno, option)).getAction();
	}

	private static FailureAnalysis analyze(DaemonException failure) {
		FailureAnalysis analysis = new DaemonFailureAnalyzer().analyze(failure);
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo(failure.getMessage());
		assertThat(analysis.getCause()).isSameAs(failure);
		return analysis;
	}

}

package io.makedaemon;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.programs.Program;
import io.makedaemon.programs.SampledProgram;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The signals that a daemon has declared.
 */
@JdkSensitive
class DaemonSignalIT {

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void waitForTheProgramToWantThem() {
		Started parent = this.programs
			.program(Program.class, this.directory, "attr.startTimeout=PT60S", "attr.signals=HUP,USR1,USR2",
					"then=tellSignalsOnGo")
			.start();
		Programs.facts(this.directory);
		ProcessFacts daemon = this.programs.processes().daemon();
		for (String signal : List.of("USR2", "HUP", "USR1")) {
			daemon.signal(signal);
		}
		Programs.go(this.directory);
		assertThat(parent.await().exitCode()).isZero();
		Path told = this.directory.resolve("signals");
		Awaitility.await()
			.untilAsserted(() -> assertThat(told).content().hasLineCount(3).contains("HUP\n", "USR1\n", "USR2\n"));
		daemon.signal("USR1");
		Awaitility.await().untilAsserted(() -> assertThat(told).content().hasLineCount(4).endsWith("USR1\n"));
		assertThat(daemon.isAlive()).isTrue();
	}

	@Test
	@FullTier
	void areTheUsersAloneWhileTheJvmIsSampled() {
		ProcessFacts daemon = Programs.daemon(sampled());
		assertThat(this.directory.resolve("signals")).doesNotExist();
		assertThat(Programs.facts(this.directory)).containsEntry("env._JAVA_SR_SIGNUM", "16");
		daemon.signal("USR2");
		Programs.await(this.directory.resolve("signals"), "USR2\n");
	}

	@Test
	@FullTier
	void leaveTheUsersChoiceOfTheJvmsSignal() {
		Programs.daemon(sampled().environment(Map.of("_JAVA_SR_SIGNUM", "31")));
		Properties facts = Programs.facts(this.directory);
		assertThat(facts).containsEntry("env._JAVA_SR_SIGNUM", "31");
	}

	@Test
	void areNoneOfOursWithoutNeed() {
		Programs.daemon(this.programs.program(Program.class, this.directory, "attr.startTimeout=PT60S",
				"attr.signals=HUP,USR1"));
		assertThat(Programs.facts(this.directory)).doesNotContainKey("env._JAVA_SR_SIGNUM");
	}

	@Test
	@FullTier
	void areRefusedByJvmThatLeavesThemAlone() {
		Programs.daemon(this.programs.program(Program.class, this.directory, "-Xrs", "attr.startTimeout=PT60S",
				"attr.signals=HUP", "then=tellSignals"));
		assertThat(this.directory.resolve("signals")).content()
			.startsWith("SIGHUP cannot be handled: ")
			.contains("already used by VM");
	}

	/**
	 * Its recording is in the test's directory, since it is killed.
	 */
	private Launch sampled() {
		return this.programs.program(SampledProgram.class, this.directory, "java.io.tmpdir=" + this.directory,
				"attr.startTimeout=PT60S", "attr.signals=USR2");
	}

}

package io.makedaemon;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.makedaemon.launch.StageTag;
import io.makedaemon.programs.ForegroundProgram;
import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.OnEachJdk;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link Daemon#stage()} says, and that only the three stages can make it say so.
 */
@OnEachJdk
class StageIT {

	@RegisterExtension
	final Programs programs;

	@TempDir
	Path directory;

	StageIT(Jdk jdk) {
		this.programs = new Programs(jdk);
	}

	@Test
	void tellsStageBeforeAndAfterMakeDaemon() {
		Run parent = this.programs.program(Program.class, this.directory).run();
		assertThat(parent.stdout()).matches("started \\d+ by parent\n");
		Properties facts = Programs.facts(this.directory);
		assertThat(facts).containsEntry("stage.before", "daemon")
			.containsEntry("stage.after", "daemon")
			.containsEntry("context.before", "false")
			.containsEntry("context.after", "true")
			.containsEntry("stdout.end", "true")
			.doesNotContainKey("env." + StageTag.NAME);
	}

	@Test
	void isParentWhenNothingIsDaemonized() {
		this.programs.program(ForegroundProgram.class, this.directory).directory(this.directory).start();
		assertThat(Programs.facts(this.directory)).containsEntry("stage", "parent")
			.containsEntry("context", "false")
			.containsEntry("launchDirectory", this.directory.toString());
	}

	@ParameterizedTest
	@MethodSource("valuesOfTheUser")
	void isNotChangedByVariablesOfTheUser(String value) {
		Map<String, String> variables = Map.of(StageTag.NAME, value, "__DAEMON_FD_3", value);
		ProcessFacts daemon = Programs
			.daemon(this.programs.program(Program.class, this.directory).environment(variables));
		Properties facts = Programs.facts(this.directory);
		assertThat(facts).containsEntry("stage.before", "daemon").containsEntry("env." + StageTag.NAME, value);
		assertThat(daemon.environment()).contains(StageTag.NAME + "=" + value, "__DAEMON_FD_3=" + value);
	}

	@ParameterizedTest
	@MethodSource("valuesOfTheUser")
	void isParentWhateverTheUserHasSet(String value) {
		this.programs.program(ForegroundProgram.class, this.directory, StageTag.NAME + "=" + value)
			.environment(Map.of(StageTag.NAME, value))
			.start();
		assertThat(Programs.facts(this.directory)).containsEntry("stage", "parent");
	}

	static Stream<String> valuesOfTheUser() {
		return Stream.of("", "user's own: text", StageTag.sign(1, 42, "x"), StageTag.sign(2, 42, "x"),
				StageTag.sign(2, 42, "3,pipe:[1]"));
	}

	@Test
	void isParentInProgramStartedWithCopyOfTheDaemonsOptions() {
		ProcessFacts daemon = Programs.daemon(this.programs.program(Program.class, this.directory));
		String tag = daemon.commandLine().get(1);
		assertThat(tag).startsWith("-D" + StageTag.NAME + "=2/");
		assertThat(StageTag.parse(tag.substring(tag.indexOf('=') + 1)).stage()).isEqualTo(2);
		Path copy = this.directory.resolve("copy");
		copy.toFile().mkdir();
		this.programs.program(ForegroundProgram.class, copy, tag).start();
		assertThat(Programs.facts(copy)).containsEntry("stage", "parent");
	}

	@Test
	void refusesToRunFirstChildByHand() {
		Run run = this.programs.processes()
			.java(this.programs.jdk())
			.args("-cp", Programs.CLASS_PATH.toString(), "io.makedaemon.Stage1FirstChild")
			.run();
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.stderr()).contains("makeDaemon");
	}

}

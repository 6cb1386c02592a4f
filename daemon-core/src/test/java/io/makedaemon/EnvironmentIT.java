package io.makedaemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.makedaemon.programs.ForegroundProgram;
import io.makedaemon.programs.Program;
import io.makedaemon.programs.StarterProgram;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;
import io.makedaemon.wire.FileNames;
import io.makedaemon.wire.StageTag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

/**
 * The daemon has the user's environment, byte for byte, and nothing in that makes a
 * process take itself for a stage that it is not.
 */
class EnvironmentIT {

	private static final String FILE_NAME = FileNames.PREFIX + "3";

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@Test
	@JdkSensitive
	void isTheUsersInTheDaemonAndItsChildren() throws IOException {
		String environment = "exec env -i " + this.programs.processes().marker()
				+ " EMPTY= 'SPACES=a  b ' 'LINES=1\n2' 'EQUALS=a=b' BYTES=\"$(printf '\\303\\244\\351\\377')\""
				+ " LC_ALL=C PATH=/usr/bin:/bin Z=1 A=2 \"$@\"";
		Path oracle = directory("foreground");
		Started foreground = this.programs.program(ForegroundProgram.class, oracle).shell(environment).start();
		Path child = this.directory.resolve("child");
		ProcessFacts daemon = Programs.daemon(launch("child.environment=" + child).shell(environment));
		Map<String, String> variables = variables(Programs.facts(this.directory));
		Map<String, String> expectedVariables = variables(Programs.facts(oracle));
		List<String> expected = new ProcessFacts(foreground.pid()).environment();
		assertThat(expected).contains("EMPTY=", "SPACES=a  b ", "LINES=1\n2", "EQUALS=a=b",
				"BYTES=\u00c3\u00a4\u00e9\u00ff");
		assertThat(daemon.environment()).isEqualTo(expected);
		assertThat(variables).isEqualTo(expectedVariables);
		assertThat(strings(Files.readAllBytes(child))).containsExactlyInAnyOrderElementsOf(expected);
		assertThat(variables.keySet()).noneMatch((name) -> name.startsWith("__DAEMON"));
	}

	/**
	 * What {@link System#getenv()} says.
	 */
	private static Map<String, String> variables(Properties facts) {
		Map<String, String> variables = new TreeMap<>();
		facts.stringPropertyNames()
			.stream()
			.filter((fact) -> fact.startsWith("env."))
			.forEach((fact) -> variables.put(fact.substring("env.".length()), facts.getProperty(fact)));
		return variables;
	}

	private static List<String> strings(byte[] bytes) {
		return List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\0", 0));
	}

	@Test
	void isNotWhatTellsTheStage() {
		Run parent = launch().run();
		assertThat(parent.stdout()).matches("java was started, pid \\d+\n");
		assertThat(Programs.facts(this.directory)).containsEntry("stage.before", "daemon")
			.containsEntry("stage.after", "daemon")
			.containsEntry("context.before", "false")
			.containsEntry("context.after", "true")
			.containsEntry("stdout.end", "true")
			.doesNotContainKeys("env." + StageTag.NAME, "env." + FILE_NAME);
	}

	@Test
	void isThatOfParentWhenNothingIsDaemonized() {
		this.programs.program(ForegroundProgram.class, this.directory).directory(this.directory).start();
		assertThat(Programs.facts(this.directory)).containsEntry("stage", "parent")
			.containsEntry("context", "false")
			.containsEntry("launchDirectory", this.directory.toString());
	}

	@Test
	@FullTier
	void keepsVariablesOfTheUserThatAreNamedAsOurs() {
		keepsVariablesOfTheUserThatAreNamedAsOurs("user's own: text");
	}

	@FullTier
	@ParameterizedTest(name = "{0}")
	@MethodSource("valuesOfTheUser")
	void keepsVariablesOfTheUserThatAreNamedAsOurs(String value) {
		Run parent = launch().environment(Map.of(StageTag.NAME, value, FILE_NAME, value)).run();
		assertThat(parent.stdout()).containsPattern("java was started, pid \\d+\n$");
		ProcessFacts daemon = Programs.daemon(parent);
		assertThat(Programs.facts(this.directory)).containsEntry("stage.before", "daemon")
			.containsEntry("env." + StageTag.NAME, value)
			.containsEntry("env." + FILE_NAME, value);
		assertThat(daemon.environment()).contains(StageTag.NAME + "=" + value, FILE_NAME + "=" + value);
	}

	@Test
	void keepsVariablesOfTheUserWhenDescriptorIsHandedOver() {
		keepsVariablesOfTheUserWhenDescriptorIsHandedOver("user's own: text");
	}

	/**
	 * With a descriptor that is handed over, the first child gets both variables with its
	 * own values in front of the user's.
	 */
	@FullTier
	@ParameterizedTest(name = "{0}")
	@MethodSource("valuesOfTheUser")
	void keepsVariablesOfTheUserWhenDescriptorIsHandedOver(String value) {
		String name = FileNames.encode("forged", value);
		ProcessFacts daemon = Programs
			.daemon(launch("attr.descriptor=/dev/null").environment(Map.of(StageTag.NAME, value, FILE_NAME, name)));
		assertThat(Programs.facts(this.directory)).containsEntry("stage.before", "daemon")
			.containsEntry("env." + StageTag.NAME, value)
			.containsEntry("env." + FILE_NAME, name)
			.doesNotContainKey("env." + FileNames.PREFIX + "4");
		assertThat(daemon.environment()).contains(StageTag.NAME + "=" + value, FILE_NAME + "=" + name);
		assertThat(daemon.descriptors()).containsEntry(3, "/dev/null");
	}

	static Stream<Named<String>> valuesOfTheUser() {
		String second = StageTag.sign(2, 42, "3,pipe:[1]");
		return Stream.of(named("empty", ""), named("forged, of stage 1", StageTag.sign(1, 42, "x")),
				named("forged, of stage 2", second), named("cut off", second.substring(0, second.indexOf(':') - 1)),
				named("signed twice", StageTag.sign(1, 42, second)),
				named("signed, of stage 7", StageTag.sign(7, 42, "3,pipe:[1]")));
	}

	@Test
	void doesNotMakeDaemonOfProgramThatIsStartedWithTheDaemonsOptions() {
		ProcessFacts daemon = Programs.daemon(launch());
		String tag = daemon.commandLine()
			.stream()
			.filter((option) -> option.startsWith("-D" + StageTag.NAME + "="))
			.findFirst()
			.orElseThrow();
		assertThat(StageTag.parse(tag.substring(tag.indexOf('=') + 1)).stage()).isEqualTo(2);
		Path copy = directory("copy");
		this.programs.program(ForegroundProgram.class, copy, tag).start();
		assertThat(Programs.facts(copy)).containsEntry("stage", "parent");
	}

	/**
	 * As when a daemon starts its own program with the options that its JVM tells.
	 */
	@Test
	void doesNotKeepProgramWithTheDaemonsOptionsFromBecomingDaemon() {
		String tag = "-D" + StageTag.NAME + "=" + StageTag.sign(2, 42, "3,pipe:[1]");
		Run parent = launch(tag).run();
		assertThat(parent.stdout()).containsPattern("java was started, pid \\d+\n$");
		assertThat(Programs.facts(this.directory)).containsEntry("stage.before", "daemon");
		assertThat(this.programs.processes().alive()).containsExactly(Programs.daemon(parent));
	}

	@Test
	@FullTier
	@JdkSensitive
	void isTheSameInDaemonThatDaemonStarts() {
		Path inner = directory("inner");
		ProcessFacts outer = Programs.daemon(this.programs
			.program(StarterProgram.class, this.directory, "output=" + this.directory.resolve("output"))
			.args(this.programs.jdk().java().toString(), "-cp", Programs.CLASS_PATH.toString())
			.args(Programs.properties(inner))
			.args(Program.class.getName())
			.environment(Map.of(StageTag.NAME, "mine")));
		assertThat(Programs.facts(this.directory)).containsEntry("exit", "0");
		assertThat(Programs.facts(inner)).containsEntry("stage.before", "daemon");
		ProcessFacts daemon = this.programs.processes()
			.alive()
			.stream()
			.filter(Predicate.not(outer::equals))
			.findFirst()
			.orElseThrow();
		assertThat(daemon.environment()).contains(StageTag.NAME + "=mine")
			.containsExactlyInAnyOrderElementsOf(outer.environment());
		assertThat(daemon.session()).isNotIn(daemon.pid(), outer.session());
		assertThat(daemon.parent()).isNotEqualTo(outer.pid());
	}

	@Test
	void isNeededToRunFirstChild() {
		Run run = this.programs.processes()
			.java(this.programs.jdk())
			.args("-cp", Programs.CLASS_PATH.toString(), "io.makedaemon.Stage1FirstChild")
			.run();
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.stderr()).contains("makeDaemon");
	}

	private Launch launch(String... properties) {
		return this.programs.program(Program.class, this.directory, properties);
	}

	private Path directory(String name) {
		Path child = this.directory.resolve(name);
		child.toFile().mkdir();
		return Objects.requireNonNull(child);
	}

}

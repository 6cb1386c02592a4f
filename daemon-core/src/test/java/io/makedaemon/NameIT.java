package io.makedaemon;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

/**
 * The daemon's name, for whoever looks at it or for it.
 */
class NameIT {

	/** Makes the names this run's own, since {@code pkill} ends all of a name. */
	private static final String RANDOM = UUID.randomUUID().toString().substring(0, 6);

	private static final Map<String, String> UTF_8 = Map.of("LC_ALL", "C.UTF-8");

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@Test
	void isFoundByTheToolsOfTheSystem() {
		isFoundByTheToolsOfTheSystem("example-" + RANDOM + "-daemon", "example-" + RANDOM + "-");
	}

	@FullTier
	@ParameterizedTest(name = "{0}")
	@MethodSource("names")
	void isFoundByTheToolsOfTheSystem(String programName, String name) {
		ProcessFacts daemon = Programs
			.daemon(this.programs.program(Program.class, this.directory, "attr.programName=" + programName)
				.environment(UTF_8));
		assertThat(Programs.facts(this.directory)).containsEntry("programName", programName);
		assertThat(daemon.commandLine().get(0)).isEqualTo(bytes(programName));
		assertThat(daemon.name()).isEqualTo(name);
		String pid = Long.toString(daemon.pid());
		String shown = shown(name);
		String pattern = shown.replace('?', '.');
		assertThat(run("ps", "-C", shown, "-o", "pid=").stdout().strip()).isEqualTo(pid);
		assertThat(run("pgrep", "-x", pattern).stdout()).isEqualTo(pid + "\n");
		assertThat(run("pgrep", "-f", "^" + programName + " ").stdout()).isEqualTo(pid + "\n");
		assertThat(run("top", "-b", "-n1", "-w512", "-p", pid).stdout()).containsPattern("\n *" + pid + " ")
			.endsWith(" " + shown + "\n");
		assertThat(run("pkill", "-0", "-x", pattern).exitCode()).isZero();
		assertThat(run("pkill", "-x", pattern).exitCode()).isZero();
		this.programs.processes().awaitNone();
	}

	/**
	 * The program name as it was given, and the 15 bytes that the kernel keeps of it.
	 */
	static Stream<Arguments> names() {
		return Stream.of(Arguments.of(named("short", "md-" + RANDOM), "md-" + RANDOM),
				Arguments.of(named("with a path", "/opt/example/" + RANDOM + "-md"), RANDOM + "-md"),
				Arguments.of(named("not in ASCII", "d\u00e4mon-" + RANDOM), bytes("d\u00e4mon-" + RANDOM)),
				Arguments.of(named("cut in the middle of a character", "a-d\u00e6mon-" + RANDOM + "\u00e4"),
						bytes("a-d\u00e6mon-" + RANDOM + "\u00e4").substring(0, 15)));
	}

	private static String bytes(String text) {
		return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
	}

	/**
	 * The tools show a question mark where there is no character.
	 */
	private static String shown(String name) {
		return new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8).replace('\ufffd', '?');
	}

	private Run run(String... command) {
		return this.programs.processes().program("env").args(command).environment(UTF_8).run();
	}

	@Test
	@FullTier
	void isThatOfTheParentWhenNoneIsGiven() {
		ProcessFacts daemon = Programs.daemon(this.programs.program(Program.class, this.directory));
		String java = this.programs.jdk().java().toString();
		assertThat(Programs.facts(this.directory)).containsEntry("programName", java);
		assertThat(daemon.commandLine().get(0)).isEqualTo(java);
		assertThat(daemon.name()).isEqualTo("java");
	}

}

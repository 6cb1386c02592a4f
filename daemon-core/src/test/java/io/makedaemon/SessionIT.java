package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.makedaemon.programs.Program;
import io.makedaemon.programs.TerminalProgram;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

/**
 * The daemon has its session, which it does not lead, and nothing of what it was launched
 * from: no terminal, no parent, no working directory, no umask, no pipe.
 */
class SessionIT {

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@ParameterizedTest(name = "{0}")
	@MethodSource("waysToLaunch")
	void isProperDaemonHoweverItIsLaunched(String script) {
		assertLaunches(launch(Program.class).shell(script));
	}

	/**
	 * The one from a pipe ends when both pipes have nobody left at their other ends.
	 */
	static Stream<Named<String>> waysToLaunch() {
		return Stream.of(named("by a shell", "umask 0; exec \"$@\""),
				named("as the leader of a session", "exec setsid \"$@\""),
				named("in a shell's background", "\"$@\" & wait $!"), named("from a pipe", "yes | \"$@\" 2>&1 | cat"),
				named("with closed standard streams", "exec \"$@\" <&- >&- 2>&-"));
	}

	@Test
	void isProperDaemonWhenLaunchedOnTerminal() {
		assertLaunches(launch(Program.class).onTerminal());
	}

	private void assertLaunches(Launch launch) {
		Started parent = launch.start();
		assertThat(parent.await().exitCode()).isZero();
		Properties facts = Programs.facts(this.directory);
		assertThat(this.programs.processes().alive()).hasSize(1);
		ProcessFacts daemon = this.programs.processes().alive().get(0);
		assertProperDaemon(daemon, parent.pid());
		assertThat(daemon.workingDirectory()).isEqualTo(Path.of("/"));
		assertThat(facts).containsEntry("user.dir", "/");
		assertThat(daemon.umask()).isEqualTo(027);
		assertThat(daemon.descriptors()).containsEntry(0, "/dev/null")
			.containsEntry(1, "/dev/null")
			.containsEntry(2, "/dev/null");
		assertThat(daemon.descriptors().values()).noneMatch((target) -> target.matches("(pipe:|/dev/pts/).*"));
	}

	@Test
	void isWhatTheOptionsSay() throws IOException {
		Path working = Files.createDirectory(this.directory.resolve("w\u00f6rk dir"));
		Launch launch = launch(Program.class, "attr.workingDirectory=w\u00f6rk dir", "attr.umask=077")
			.directory(this.directory)
			.environment(Map.of("LC_ALL", "C.UTF-8"));
		Started parent = launch.start();
		assertThat(parent.await().exitCode()).isZero();
		Properties facts = Programs.facts(this.directory);
		ProcessFacts daemon = this.programs.processes().alive().get(0);
		assertProperDaemon(daemon, parent.pid());
		assertThat(daemon.workingDirectory()).isEqualTo(working);
		assertThat(facts).containsEntry("user.dir", working.toString())
			.containsEntry("launchDirectory", this.directory.toString());
		assertThat(daemon.umask()).isEqualTo(077);
	}

	/**
	 * A process that leads its session, as the one in the foreground, gets the first
	 * terminal that it opens.
	 */
	@Test
	void getsNoTerminalWhenItOpensOne() throws IOException {
		Started foreground = launch(TerminalProgram.class, "foreground=true").shell("exec setsid \"$@\"").start();
		String terminal = Programs.facts(this.directory).getProperty("terminal");
		ProcessFacts leader = new ProcessFacts(foreground.pid());
		assertThat(leader.descriptors().values()).contains(terminal);
		assertThat(leader.terminal()).isNotZero();
		leader.kill();
		Path facts = Files.createDirectory(this.directory.resolve("daemon"));
		ProcessFacts daemon = Programs.daemon(launch(TerminalProgram.class, "facts=" + facts.resolve("facts")));
		terminal = Programs.facts(facts).getProperty("terminal");
		assertThat(daemon.descriptors().values()).contains(terminal);
		assertThat(daemon.terminal()).isZero();
	}

	private Launch launch(Class<?> main, String... properties) {
		return this.programs.program(main, this.directory, properties);
	}

	private static void assertProperDaemon(ProcessFacts daemon, long parent) {
		assertThat(daemon.session()).isNotIn(daemon.pid(), new ProcessFacts(ProcessHandle.current().pid()).session());
		assertThat(daemon.processGroup()).isEqualTo(daemon.session());
		assertThat(new ProcessFacts(daemon.session()).isAlive()).as("first child").isFalse();
		assertThat(daemon.terminal()).as("terminal").isZero();
		assertThat(daemon.parent()).isNotIn(parent, daemon.session());
		assertThat(ancestors()).as("reapers").contains(daemon.parent());
	}

	private static List<Long> ancestors() {
		return Stream
			.concat(Stream.of(1L),
					Stream
						.iterate(ProcessHandle.current(), (p) -> p.parent().isPresent(),
								(p) -> p.parent().orElseThrow())
						.map((p) -> p.parent().orElseThrow().pid()))
			.toList();
	}

}

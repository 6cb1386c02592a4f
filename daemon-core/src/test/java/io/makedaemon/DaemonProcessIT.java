package io.makedaemon;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.programs.ForegroundProgram;
import io.makedaemon.programs.Program;
import io.makedaemon.programs.StarterProgram;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.OnEachJdk;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the daemon is as a process, however it was launched.
 */
@OnEachJdk
class DaemonProcessIT {

	private static final int SIGHUP = 1;

	private static final int SIGINT = 2;

	private static final int SIGQUIT = 3;

	private static final int SIGTERM = 15;

	private static final int ACCESS_MODE = 3;

	private static final int READ_AND_WRITE = 2;

	@RegisterExtension
	final Programs programs;

	@TempDir
	Path directory;

	DaemonProcessIT(Jdk jdk) {
		this.programs = new Programs(jdk);
	}

	@Test
	void isProperDaemonByDefault() {
		Started parent = launch(Program.class).start();
		assertThat(parent.await().exitCode()).isZero();
		Properties facts = Programs.facts(this.directory);
		assertThat(this.programs.processes().alive()).hasSize(1);
		ProcessFacts daemon = this.programs.processes().alive().get(0);
		assertProperDaemon(daemon, parent.pid());
		assertThat(daemon.workingDirectory()).isEqualTo(Path.of("/"));
		assertThat(facts).containsEntry("user.dir", "/");
		assertThat(daemon.umask()).isEqualTo(027);
		assertThat(daemon.commandLine().get(0)).isEqualTo(facts.getProperty("programName")).endsWith("/bin/java");
		assertThat(daemon.name()).isEqualTo("java");
	}

	@Test
	void isWhatTheOptionsSay() throws Exception {
		Path working = Files.createDirectory(this.directory.resolve("w\u00f6rk dir"));
		Launch launch = launch(Program.class, "attr.workingDirectory=w\u00f6rk dir", "attr.umask=077",
				"attr.programName=example-daemon-of-tests")
			.directory(this.directory)
			.environment(Map.of("LC_ALL", "C.UTF-8"));
		Started parent = launch.start();
		assertThat(parent.await().exitCode()).isZero();
		Properties facts = Programs.facts(this.directory);
		ProcessFacts daemon = this.programs.processes().alive().get(0);
		assertProperDaemon(daemon, parent.pid());
		assertThat(daemon.workingDirectory()).isEqualTo(working);
		assertThat(facts).containsEntry("user.dir", working.toString())
			.containsEntry("launchDirectory", this.directory.toString())
			.containsEntry("programName", "example-daemon-of-tests");
		assertThat(daemon.umask()).isEqualTo(077);
		assertThat(daemon.commandLine().get(0)).isEqualTo("example-daemon-of-tests");
		assertThat(daemon.name()).isEqualTo("example-daemon-");
	}

	@Test
	void hasNoDescriptorsButItsOwn() {
		Launch oracle = launch(ForegroundProgram.class).shell("exec \"$@\" >/dev/null 2>&1");
		Started foreground = oracle.start();
		Programs.facts(this.directory);
		ProcessFacts daemon = Programs.daemon(launch(Program.class, "facts=" + this.directory.resolve("daemon"))
			.shell("exec 9</etc/passwd; exec 8<>/dev/null; exec \"$@\""));
		List<String> expected = targets(new ProcessFacts(foreground.pid()));
		Awaitility.await()
			.untilAsserted(() -> assertThat(targets(daemon)).containsExactlyInAnyOrderElementsOf(expected));
		for (int standard : List.of(0, 1, 2)) {
			assertThat(daemon.descriptors()).containsEntry(standard, "/dev/null");
			assertThat(accessMode(daemon, standard)).isEqualTo(READ_AND_WRITE);
		}
	}

	/**
	 * What the descriptors stand for; sockets have numbers of their own in each process.
	 */
	private static List<String> targets(ProcessFacts process) {
		return process.descriptors()
			.values()
			.stream()
			.map((target) -> target.replaceAll("^socket:.*", "a socket"))
			.toList();
	}

	private static int accessMode(ProcessFacts process, int descriptor) {
		return Integer.parseInt(process.descriptor(descriptor, "flags"), 8) & ACCESS_MODE;
	}

	@ParameterizedTest
	@ValueSource(strings = { "exec nohup \"$@\"", "trap '' HUP INT QUIT TERM; exec \"$@\"" })
	void reactsToSignalsWhenTheyWereIgnored(String script) {
		ProcessFacts daemon = Programs.daemon(launch(Program.class).shell(script));
		Programs.facts(this.directory);
		assertThat(Stream.of(SIGHUP, SIGINT, SIGQUIT, SIGTERM)).allMatch(daemon::catches).noneMatch(daemon::ignores);
		assertThat(daemon.blocksNoSignal()).isTrue();
		daemon.signal("HUP");
		this.programs.processes().awaitNone();
	}

	@Test
	void worksWhenStandardStreamsAreClosed() {
		assertThat(launch(Program.class).shell("exec \"$@\" <&- >&- 2>&-").run().exitCode()).isZero();
		Programs.facts(this.directory);
		ProcessFacts daemon = this.programs.processes().alive().get(0);
		for (int standard : List.of(0, 1, 2)) {
			assertThat(daemon.descriptors()).containsEntry(standard, "/dev/null");
		}
		assertThat(daemon.descriptors().values()).noneMatch((target) -> target.startsWith("pipe:"));
	}

	@Test
	void isProperDaemonWhenParentLeadsSession() {
		Started parent = launch(Program.class).shell("exec setsid --wait \"$@\"").start();
		assertThat(parent.await().exitCode()).isZero();
		Programs.facts(this.directory);
		assertProperDaemon(this.programs.processes().alive().get(0), parent.pid());
	}

	@Test
	void isProperDaemonWhenLaunchedOnTerminal() {
		Started terminal = launch(Program.class).onTerminal().start();
		assertThat(terminal.await().exitCode()).isZero();
		Programs.facts(this.directory);
		assertProperDaemon(this.programs.processes().alive().get(0), terminal.pid());
		assertThat(terminal.stdout()).contains("by parent");
	}

	@Test
	void canStartAnotherDaemon() {
		Path inner = this.directory.resolve("inner");
		ProcessFacts outer = Programs.daemon(launch(StarterProgram.class, "output=" + this.directory.resolve("output"))
			.args(this.programs.jdk().java().toString(), "-cp", Programs.CLASS_PATH.toString(), "-Dfacts=" + inner,
					Program.class.getName()));
		assertThat(Programs.facts(this.directory)).containsEntry("exit", "0");
		Awaitility.await().until(() -> Files.exists(inner));
		ProcessFacts daemon = this.programs.processes()
			.alive()
			.stream()
			.filter(Predicate.not(outer::equals))
			.findFirst()
			.orElseThrow();
		assertProperDaemon(daemon, outer.pid());
		assertThat(daemon.session()).isNotEqualTo(outer.session());
	}

	private Launch launch(Class<?> main, String... properties) {
		return this.programs.program(main, this.directory, properties);
	}

	private void assertProperDaemon(ProcessFacts daemon, long parent) {
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

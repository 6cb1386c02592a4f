package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.makedaemon.programs.ForegroundProgram;
import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

/**
 * The daemon blocks and ignores no signal, whatever it was launched by: it has those
 * handlers that a JVM has when it is started from a login shell.
 */
class SignalIT {

	private static final String TRAP = "trap '' HUP INT QUIT TERM PIPE USR1 USR2 CHLD; exec \"$@\"";

	private static final String IGNORE_CHLD = "exec env --ignore-signal=CHLD \"$@\"";

	/** HUP, INT, QUIT, USR1, USR2, PIPE, TERM, CHLD. */
	private static final List<Integer> NEVER_IGNORED = List.of(1, 2, 3, 10, 12, 13, 15, 17);

	private static final List<Integer> CAUGHT = List.of(1, 2, 3, 15);

	private static final String NONE = "0000000000000000";

	/** In each JVM, all threads but one leave SIGQUIT to that. */
	private static final String ALL_BUT_ONE_THREAD = "0000000000000004";

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@Test
	@JdkSensitive
	void areAsInForegroundHoweverItIsLaunched() throws IOException {
		areAsInForegroundHoweverItIsLaunched(TRAP);
	}

	@FullTier
	@ParameterizedTest(name = "{0}")
	@MethodSource("waysToLaunch")
	void areAsInForegroundHoweverItIsLaunched(String script, String... properties) throws IOException {
		Path other = Files.createDirectory(this.directory.resolve("foreground"));
		Started oracle = launch(ForegroundProgram.class, other).shell("exec env --default-signal \"$@\"").start();
		ProcessFacts daemon = Programs.daemon(launch(Program.class, this.directory, properties).shell(script));
		Programs.facts(other);
		Programs.facts(this.directory);
		ProcessFacts foreground = new ProcessFacts(oracle.pid());
		assertThat(daemon.blocksNoSignal()).isTrue();
		// A thread may begin or end meanwhile
		Awaitility.await()
			.ignoreExceptions()
			.untilAsserted(() -> assertThat(daemon.signalMasks()).isSubsetOf(NONE, ALL_BUT_ONE_THREAD));
		assertThat(daemon.signals("SigIgn")).isEqualTo(foreground.signals("SigIgn"));
		assertThat(daemon.signals("SigCgt")).isEqualTo(foreground.signals("SigCgt"));
		assertThat(NEVER_IGNORED).noneMatch(daemon::ignores);
		assertThat(CAUGHT).allMatch(daemon::catches);
		foreground.kill();
		daemon.signal("HUP");
		this.programs.processes().awaitNone();
	}

	static Stream<Arguments> waysToLaunch() {
		String[] none = {};
		String[] descriptor = { "attr.descriptor=/dev/null" };
		return Stream.of(Arguments.of(named("by a shell", "exec \"$@\""), none),
				Arguments.of(named("by nohup", "exec nohup \"$@\""), none),
				Arguments.of(named("with signals blocked", "exec env --block-signal \"$@\""), none),
				Arguments.of(named("with SIGCHLD ignored, as by cron", IGNORE_CHLD), none),
				Arguments.of(named("with SIGCHLD ignored, and a descriptor handed over", IGNORE_CHLD), descriptor),
				Arguments.of(named("with signals ignored, and a descriptor handed over", TRAP), descriptor));
	}

	private Launch launch(Class<?> main, Path facts, String... properties) {
		return this.programs.program(main, facts, properties);
	}

}

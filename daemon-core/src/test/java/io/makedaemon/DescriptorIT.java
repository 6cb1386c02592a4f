package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.makedaemon.programs.ForegroundProgram;
import io.makedaemon.programs.OpeningProgram;
import io.makedaemon.programs.Program;
import io.makedaemon.programs.SocketAgent;
import io.makedaemon.testsupport.ClassPath;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JarFiles;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

/**
 * The daemon has open what is declared, and what its own JVM opens: the same program in
 * the foreground shows what that is.
 */
class DescriptorIT {

	private static final int ACCESS_MODE = 3;

	private static final int WRITE = 1;

	private static final int READ_AND_WRITE = 2;

	private static final int APPEND = 02000;

	private static final int MANY = 5000;

	private static final String LEAKS = "exec 9</etc/passwd 8<>/dev/zero 7>>/dev/full; exec \"$@\"";

	private static final String NO_LIMIT = "ulimit -n 1048576 || ulimit -n $(ulimit -H -n); exec \"$@\"";

	@RegisterExtension
	final Programs programs = new Programs().untraced();

	@TempDir
	Path directory;

	@ParameterizedTest(name = "{0}")
	@MethodSource("waysToDeclare")
	void areNoneOfTheParentsButTheDeclared(String property) throws IOException {
		Path declared = Files.createFile(this.directory.resolve("declared"));
		List<String> expected = new ArrayList<>(foreground());
		expected.add(declared.toString());
		ProcessFacts daemon = Programs.daemon(opening(property + declared).shell(LEAKS));
		ProcessFacts child = new ProcessFacts(Long.parseLong(Programs.facts(this.directory).getProperty("child")));
		assertTargets(daemon, expected);
		assertStandardDescriptorsAreNothing(daemon);
		Awaitility.await().until(() -> child.name().equals("sleep"));
		// Behind its libraries
		Awaitility.await()
			.atMost(Programs.TIMEOUT)
			.untilAsserted(() -> assertThat(child.descriptors()).containsOnlyKeys(0, 1, 2));
	}

	static Stream<Named<String>> waysToDeclare() {
		return Stream.of(named("a file declared by its path", "attr.file="),
				named("a descriptor handed over", "attr.descriptor="));
	}

	@Test
	@FullTier
	void areTheAgentsOwn() {
		Path agent = this.directory.resolve("agent.jar");
		JarFiles.create(agent, new ClassPath(List.of()), Map.of("Premain-Class", SocketAgent.class.getName()));
		List<String> expected = foreground("-javaagent:" + agent);
		assertThat(expected).contains("a socket");
		ProcessFacts daemon = Programs.daemon(launch(Program.class, "-javaagent:" + agent));
		Programs.facts(this.directory);
		assertTargets(daemon, expected);
	}

	/**
	 * A file of a class is open for a moment.
	 */
	private static void assertTargets(ProcessFacts daemon, List<String> expected) {
		Awaitility.await()
			.atMost(Programs.TIMEOUT)
			.untilAsserted(() -> assertThat(targets(daemon)).containsExactlyInAnyOrderElementsOf(expected));
	}

	/**
	 * What a program has open that never becomes a daemon.
	 */
	private List<String> foreground(String... properties) {
		Path facts = this.directory.resolve("foreground");
		facts.toFile().mkdir();
		ProcessFacts foreground = new ProcessFacts(this.programs.program(ForegroundProgram.class, facts, properties)
			.shell("exec \"$@\" >/dev/null 2>&1")
			.start()
			.pid());
		Programs.facts(facts);
		List<String> targets = targets(foreground);
		foreground.kill();
		return targets;
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

	@FullTier
	@ParameterizedTest(name = "{0}")
	@MethodSource("waysToDeclare")
	void areFewWhenTheParentHasThousands(String property) {
		Run parent = opening(property + "/etc/passwd", "open=" + MANY).shell(NO_LIMIT).run();
		ProcessFacts daemon = Programs.daemon(parent);
		Programs.facts(this.directory);
		assertThat(Integer.parseInt(parent.stdout().lines().findFirst().orElseThrow().substring("open ".length())))
			.isGreaterThan(MANY);
		assertThat(daemon.descriptors()).hasSizeLessThan(MANY / 100).containsEntry(3, "/etc/passwd");
	}

	@Test
	void areFilesInMemoryWhenOutputIsCaptured() {
		ProcessFacts daemon = Programs.daemon(launch(Program.class, "attr.captureOutput=true"));
		Programs.facts(this.directory);
		Map<Integer, String> descriptors = daemon.descriptors();
		assertThat(descriptors).containsEntry(0, "/dev/null")
			.containsEntry(1, "/memfd:stdout (deleted)")
			.containsEntry(2, "/memfd:stderr (deleted)");
		for (int standard : List.of(1, 2)) {
			int flags = Integer.parseInt(daemon.descriptor(standard, "flags"), 8);
			assertThat(flags & ACCESS_MODE).isEqualTo(WRITE);
			assertThat(flags & APPEND).isEqualTo(APPEND);
		}
		assertThat(descriptors.values()).noneMatch((target) -> target.startsWith("pipe:"))
			.containsOnlyOnce("anon_inode:inotify");
	}

	private static void assertStandardDescriptorsAreNothing(ProcessFacts process) {
		for (int standard : List.of(0, 1, 2)) {
			assertThat(process.descriptors()).containsEntry(standard, "/dev/null");
			int flags = Integer.parseInt(process.descriptor(standard, "flags"), 8);
			assertThat(flags & ACCESS_MODE).isEqualTo(READ_AND_WRITE);
		}
	}

	private Launch opening(String... properties) {
		return launch(OpeningProgram.class, properties).args(Programs.CLASS_PATH.elements().get(2).toString());
	}

	private Launch launch(Class<?> main, String... properties) {
		return this.programs.program(main, this.directory, properties);
	}

}

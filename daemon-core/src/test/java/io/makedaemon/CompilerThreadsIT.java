package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.ClassPath;
import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * What the compilers of the daemon's JVM may run on, and how nice they are.
 */
@JdkSensitive
class CompilerThreadsIT {

	private static final String C1 = "C1 CompilerThre";

	private static final String C2 = "C2 CompilerThre";

	/** What all are started with. */
	private static final int NICE = 3;

	private static final int C2_NICER = ProcessFacts.canBeLessNice() ? 10 : 0;

	@RegisterExtension
	final Programs programs = new Programs().withPlainJvm();

	@TempDir
	Path directory;

	private List<Integer> cpus = List.of();

	@BeforeEach
	void findCpus() {
		this.cpus = cpus(String.join(",", new ProcessFacts(ProcessHandle.current().pid()).cpus("VM Thread")));
		assumeThat(this.cpus).as("CPUs").hasSizeGreaterThan(1);
	}

	/**
	 * A list is made of numbers and ranges of them.
	 */
	private static List<Integer> cpus(String list) {
		List<Integer> cpus = new ArrayList<>();
		for (String range : list.split(",", -1)) {
			String[] ends = range.split("-", -1);
			for (int cpu = Integer.parseInt(ends[0]); cpu <= Integer.parseInt(ends[ends.length - 1]); cpu++) {
				cpus.add(cpu);
			}
		}
		return cpus;
	}

	@Test
	@FullTier
	void leaveOneOfTwoCpusToTheApplicationUntilItIsReady() {
		Started parent = startOn(2, "then=readyOnGo", "attr.startTimeout=PT60S");
		ProcessFacts daemon = this.programs.processes().daemon();
		Set<String> both = daemon.cpus("VM Thread");
		awaitHeldBack(daemon, this.cpus.get(1), C2_NICER);
		assertThat(both).hasSize(1).doesNotContain(this.cpus.get(1).toString());
		assertThat(daemon.cpus("java")).isEqualTo(both);
		Programs.go(this.directory);
		Programs.daemon(parent.await());
		assertReleased(daemon);
	}

	/**
	 * Whose program's classes, and directory, must be everybody's. That user may not take
	 * back what it has been nice by.
	 */
	@Test
	@FullTier
	@EnabledIfRoot
	void leaveOneOfTwoCpusToAnotherUsersDaemon() throws IOException {
		ClassPath classPath = Programs.CLASS_PATH.copyJarsTo(this.directory.resolve("jars"));
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxrwxrwx"));
		Started parent = start(2, this.programs.program(classPath.toString(), Program.class, this.directory,
				"attr.user=nobody", "then=readyOnGo", "attr.startTimeout=PT60S"));
		ProcessFacts daemon = this.programs.processes().daemon();
		awaitHeldBack(daemon, this.cpus.get(1), 0);
		Programs.go(this.directory);
		Programs.daemon(parent.await());
		assertReleased(daemon);
	}

	@Test
	void areReleasedWhenTheParentIsKilled() {
		Started parent = startOn(2, "then=readyOnGo", "attr.startTimeout=PT60S");
		ProcessFacts daemon = this.programs.processes().daemon();
		awaitHeldBack(daemon, this.cpus.get(1), C2_NICER);
		new ProcessFacts(parent.pid()).kill();
		Awaitility.await().untilAsserted(() -> assertReleased(daemon));
	}

	/**
	 * By the daemon itself.
	 */
	@Test
	@FullTier
	void areReleasedThoughTheFirstChildIsKilled() {
		Started parent = startOn(2, "then=readyOnGo", "attr.startTimeout=PT60S");
		ProcessFacts daemon = this.programs.processes().daemon();
		awaitHeldBack(daemon, this.cpus.get(1), C2_NICER);
		ProcessFacts firstChild = new ProcessFacts(daemon.parent());
		firstChild.kill();
		Awaitility.await().until(() -> daemon.parent() != firstChild.pid());
		Programs.go(this.directory);
		Programs.daemon(parent.await());
		assertReleased(daemon);
	}

	@Test
	void areNotHeldBackWhenNobodyWaits() {
		Programs.daemon(startOn(2).await());
		assertReleased(this.programs.processes().daemon());
	}

	@Test
	@FullTier
	void haveWhatIsLeftOfTheOnlyCpuUntilItIsReady() {
		Started parent = startOn(1, "then=readyOnGo", "attr.startTimeout=PT60S");
		ProcessFacts daemon = this.programs.processes().daemon();
		awaitHeldBack(daemon, this.cpus.get(0), C2_NICER);
		Programs.go(this.directory);
		Programs.daemon(parent.await());
		assertReleased(daemon);
	}

	private Started startOn(int count, String... properties) {
		return start(count, this.programs.program(Program.class, this.directory, properties));
	}

	/**
	 * The daemon's JVM has all its threads then.
	 */
	private Started start(int count, Launch launch) {
		String list = this.cpus.stream().limit(count).map(String::valueOf).collect(Collectors.joining(","));
		Started parent = launch.shell("exec nice -n " + NICE + " taskset -c " + list + " \"$@\"").start();
		Programs.facts(this.directory);
		return parent;
	}

	private static void awaitHeldBack(ProcessFacts daemon, int cpu, int nicer) {
		Awaitility.await().untilAsserted(() -> {
			assertThat(daemon.cpus(C1)).containsExactly(Integer.toString(cpu));
			assertThat(daemon.cpus(C2)).containsExactly(Integer.toString(cpu));
			assertThat(daemon.nice(C2)).containsExactly(nice(daemon) + nicer);
			assertThat(daemon.nice(C1)).containsExactly(nice(daemon));
		});
	}

	private static void assertReleased(ProcessFacts daemon) {
		Set<String> cpus = daemon.cpus("VM Thread");
		assertThat(daemon.cpus(C1)).isEqualTo(cpus);
		assertThat(daemon.cpus(C2)).isEqualTo(cpus);
		assertThat(daemon.nice(C1)).containsExactly(nice(daemon));
		assertThat(daemon.nice(C2)).containsExactly(nice(daemon));
	}

	private static int nice(ProcessFacts daemon) {
		return daemon.nice("VM Thread").iterator().next();
	}

}

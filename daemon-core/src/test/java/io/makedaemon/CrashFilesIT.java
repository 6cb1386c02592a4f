package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Conformance: where the daemon leaves its crash log and its heap dump.
 */
@JdkSensitive
class CrashFilesIT {

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@Test
	void areInLogDirectory() throws IOException {
		Path log = Files.createDirectory(this.directory.resolve("log 100%"));
		ProcessFacts daemon = crash(launch("attr.logDirectory=log 100%"));
		assertThat(log.resolve("java_pid" + daemon.pid() + ".hprof")).isNotEmptyFile();
		assertThat(log.resolve("hs_err_pid" + daemon.pid() + ".log")).content().contains("SIGSEGV");
	}

	@Test
	@FullTier
	void areWhereTheUserSays() throws IOException {
		areWhereTheUserSays("command line", "");
	}

	@FullTier
	@ParameterizedTest(name = "{0}")
	@CsvSource({ "JAVA_TOOL_OPTIONS, JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS, JDK_JAVA_OPTIONS",
			"_JAVA_OPTIONS, _JAVA_OPTIONS" })
	void areWhereTheUserSays(String name, String variable) throws IOException {
		Path log = Files.createDirectory(this.directory.resolve("log"));
		String directory = variable.isEmpty() ? "" : this.directory + "/";
		String errors = "-XX:ErrorFile=" + directory + "my-errors.log";
		String heap = "-XX:HeapDumpPath=" + directory + "my-heap.hprof";
		crash(variable.isEmpty() ? launch("attr.logDirectory=log", errors, heap)
				: launch("attr.logDirectory=log").environment(Map.of(variable, errors + " " + heap)));
		assertThat(this.directory.resolve("my-errors.log")).content().contains("SIGSEGV");
		assertThat(this.directory.resolve("my-heap.hprof")).isNotEmptyFile();
		assertThat(log).isEmptyDirectory();
	}

	private Launch launch(String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.addAll(List.of("then=outOfMemory", "-Xmx32m", "-XX:+HeapDumpOnOutOfMemoryError",
				"-XX:-CreateCoredumpOnCrash"));
		return this.programs.program(Program.class, this.directory, all.toArray(String[]::new))
			.directory(this.directory);
	}

	/**
	 * The program runs out of memory, and then is sent the signal of a bad memory access.
	 */
	private ProcessFacts crash(Launch launch) {
		ProcessFacts daemon = Programs.daemon(launch);
		Awaitility.await("heap dump").atMost(Programs.TIMEOUT).until(() -> Files.exists(this.directory.resolve("go")));
		daemon.signal("SEGV");
		this.programs.processes().awaitNone();
		return daemon;
	}

}

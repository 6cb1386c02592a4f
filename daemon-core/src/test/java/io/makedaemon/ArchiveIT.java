package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.JarFiles;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Conformance: class-data and AOT archives that the user's options name are used by the
 * daemon.
 */
@JdkSensitive
class ArchiveIT {

	private static final int FIRST_WITH_AOT = 25;

	private static final int FIRST_THAT_WRITES_BY_ITSELF = 19;

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@ParameterizedTest(name = "{0} for {2}")
	@CsvSource({ "-XX:ArchiveClassesAtExit, -XX:SharedArchiveFile, app.jar, true",
			"-XX:ArchiveClassesAtExit, -XX:SharedArchiveFile, /app.jar, false",
			"-XX:AOTCacheOutput, -XX:AOTCache, app.jar, true", "-XX:AOTCacheOutput, -XX:AOTCache, /app.jar, false" })
	void isUsed(String record, String use, String jar, boolean inLaunchDirectory) throws IOException {
		Assumptions.assumeTrue(Jdk.underTest().version() >= FIRST_WITH_AOT || !record.contains("AOT"),
				"no AOT caches yet");
		createJar();
		String classPath = jar.startsWith("/") ? this.directory + jar : jar;
		// The start fails, so the program ends, and with that the recording
		program(record + "=archive", "-cp", classPath, "-Dattr.workingDirectory=/no/such/directory").run();
		assertThat(this.directory.resolve("archive")).isNotEmptyFile();
		ProcessFacts daemon = Programs.daemon(launch(use + "=archive", "-cp", classPath));
		Programs.facts(this.directory);
		assertThat(sourceOfClass(daemon, Program.class)).startsWith("shared objects file");
		assertThat(daemon.workingDirectory()).isEqualTo(inLaunchDirectory ? this.directory : Path.of("/"));
		assertThat(daemon.commandLine()).contains(use + "=" + this.directory + "/archive");
	}

	@Test
	void doesNotChangeWorkingDirectoryThatIsSet() throws IOException {
		createJar();
		ProcessFacts daemon = Programs
			.daemon(launch("-XX:SharedArchiveFile=archive", "-cp", "app.jar", "-Dattr.workingDirectory=/"));
		assertThat(daemon.workingDirectory()).isEqualTo(Path.of("/"));
	}

	/**
	 * The parent would write one as well when it ends, of the little that it runs; it
	 * becomes another program before.
	 */
	@Test
	void isWrittenByTheDaemonOnly() throws IOException {
		Assumptions.assumeTrue(Jdk.underTest().version() >= FIRST_THAT_WRITES_BY_ITSELF,
				"no archives without being asked yet");
		createJar();
		Path archive = this.directory.resolve("archive");
		ProcessFacts daemon = Programs.daemon(program("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=archive",
				"-cp", "app.jar", "-Dattr.startTimeout=PT60S"));
		assertThat(archive).doesNotExist();
		daemon.signal("TERM");
		this.programs.processes().awaitNone();
		assertThat(archive).isNotEmptyFile();
	}

	private void createJar() {
		JarFiles.create(this.directory.resolve("app.jar"), Programs.CLASS_PATH, Map.of());
	}

	private Launch launch(String... options) {
		return program(Stream.concat(Stream.of(options), Stream.of("-Xlog:class+load:file=classes-%p.log"))
			.toArray(String[]::new));
	}

	private Launch program(String... options) {
		return this.programs.processes()
			.java()
			.args(options)
			.args(Programs.properties(this.directory))
			.args(Program.class.getName())
			.directory(this.directory);
	}

	private String sourceOfClass(ProcessFacts process, Class<?> type) throws IOException {
		List<String> lines = Files.readAllLines(this.directory.resolve("classes-" + process.pid() + ".log"));
		return lines.stream()
			.filter((line) -> line.contains(" " + type.getName() + " source: "))
			.map((line) -> line.substring(line.indexOf("source: ") + "source: ".length()))
			.findFirst()
			.orElse("not loaded");
	}

}

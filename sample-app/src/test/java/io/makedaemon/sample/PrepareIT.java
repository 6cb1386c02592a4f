package io.makedaemon.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code --daemon.command=prepare} makes is really used by the starts behind it.
 */
@JdkSensitive
class PrepareIT {

	private static final int FIRST_WITH_AOT_CACHE = 25;

	/** The rest are made while the application runs, or are in no archive's reach. */
	private static final double ARCHIVED = 0.85;

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	@Test
	void letsTheDaemonStartFromAnArchive() throws IOException {
		boolean aot = Jdk.underTest().version() >= FIRST_WITH_AOT_CACHE;
		Run prepare = run("--daemon.command=prepare");
		assertThat(prepare.exitCode()).as(prepare::toString).isZero();
		assertThat(prepare.stderr()).isEmpty();
		assertThat(prepare.stdout()).matches("sample-app was prepared in \\d+\\.\\d seconds: \\d+ jars and "
				+ (aot ? "an AOT cache" : "a class-data archive") + ", \\d+ MB, launcher " + cache() + "/sample-app\n");
		assertThat(this.sample.processes().alive()).isEmpty();
		assertThat(Sample.launchDirectory(this.directory)).as("neither log nor lock").isEmptyDirectory();
		assertThat(files(cache())).hasSize(4)
			.contains(cache().resolve("current"), cache().resolve("lock"), cache().resolve("sample-app"))
			.anyMatch((file) -> file.getFileName().toString().startsWith("prepared-"));

		Run start = run();
		assertThat(start.stderr()).isEmpty();
		ProcessFacts daemon = Sample.daemon(start);
		Path prepared = cache().resolve("current").toRealPath();
		assertThat(daemon.commandLine()).containsSubsequence("-jar", prepared.resolve("app/sample-app.jar").toString());
		assertThat(daemon.commandLine()).contains((aot ? "-XX:AOTCache=" + prepared + "/classes.aot"
				: "-XX:SharedArchiveFile=" + prepared + "/classes.jsa"));
		List<String> classes = Files.readAllLines(this.directory.resolve("classes-" + daemon.pid() + ".log"));
		List<String> archived = classes.stream().filter((line) -> line.contains(" shared objects file")).toList();
		assertThat(archived).hasSizeGreaterThan((int) (ARCHIVED * classes.size()))
			.anyMatch((line) -> line.contains(" " + SampleApplication.class.getName() + " "))
			.anyMatch((line) -> line.contains(" org.springframework.boot.SpringApplication "));
		assertThat(Sample.http(Sample.read(Sample.log(this.directory))).get("/"))
			.startsWith("Hello from the daemon sample-app");
	}

	/**
	 * The copy is that of who runs the tests, in directories of the same. It is reached
	 * by a link to a link.
	 */
	private Run run(String... arguments) throws IOException {
		Path jar = this.directory.resolve(Sample.JAR.getFileName());
		if (!Files.exists(jar)) {
			Path link = this.directory.resolve("current.jar");
			Files.copy(Sample.JAR, this.directory.resolve("1.jar"));
			Files.createSymbolicLink(link, Path.of("1.jar"));
			Files.createSymbolicLink(jar, link.getFileName());
		}
		return this.sample
			.launch(jar, this.directory, "--daemon.cache-directory=" + cache(),
					"--daemon.jvm-options=-Xlog:class+load:file=" + this.directory + "/classes-%p.log")
			.args(arguments)
			.run();
	}

	private Path cache() {
		return this.directory.resolve("cache");
	}

	private static List<Path> files(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.toList();
		}
	}

}

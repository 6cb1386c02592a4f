package io.makedaemon.spring.boot;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.spring.boot.testapp.TestApplication;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.LaunchedProcesses;
import io.makedaemon.testsupport.OnEachJdk;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of a daemon, here one from a plain class path, without actuator and Micrometer:
 * the log is not closed before everything that was printed is in it.
 */
@OnEachJdk
class ShutdownIT {

	private static final int LINES = 1000;

	@RegisterExtension
	final LaunchedProcesses processes = new LaunchedProcesses();

	@TempDir
	Path directory;

	private final Jdk jdk;

	ShutdownIT(Jdk jdk) {
		this.jdk = jdk;
	}

	@Test
	void logsWhatIsPrintedAtTheEnd() throws IOException {
		Path log = this.directory.resolve("TestApplication.log");
		Run run = this.processes.java(this.jdk)
			.args("-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + this.directory, "-cp", classPath(),
					TestApplication.class.getName(), "--spring.main.keep-alive=true", "--test.last-words=true")
			.directory(this.directory)
			.run();
		assertThat(run.exitCode()).as(run.stderr()).isZero();
		assertThat(run.stdout()).matches("TestApplication is ready after .* seconds, pid \\d+, log file " + log + "\n");
		assertThat(this.processes.alive()).hasSize(1);
		this.processes.alive().get(0).signal("TERM");
		this.processes.awaitNone();
		List<String> lines = Files.readAllLines(log);
		assertThat(lines.stream()
			.filter((line) -> line.contains(" daemon.stdout ") && line.contains("last words"))
			.map((line) -> line.substring(line.indexOf("last words")))).containsExactlyElementsOf(
					IntStream.rangeClosed(1, LINES).mapToObj((line) -> "last words, line " + line).toList());
		assertThat(lines).filteredOn((line) -> line.contains(" daemon.stderr "))
			.singleElement()
			.asString()
			.endsWith(": an unfinished last line");
		assertThat(lines).noneMatch((line) -> line.contains("makedaemon-end"));
	}

	private static String classPath() {
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
			.filter((element) -> !element.contains("actuator") && !element.contains("micrometer"))
			.collect(Collectors.joining(File.pathSeparator));
	}

}

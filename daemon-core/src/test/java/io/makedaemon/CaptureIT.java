package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.programs.CaptureProgram;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.OnEachJdk;
import io.makedaemon.testsupport.ProcessFacts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything that anybody writes to the daemon's standard output and error is captured.
 */
@OnEachJdk
class CaptureIT {

	private static final int MANY = 400;

	@RegisterExtension
	final Programs programs;

	@TempDir
	Path directory;

	CaptureIT(Jdk jdk) {
		this.programs = new Programs(jdk);
	}

	@Test
	void capturesJavaAndChildProcessesAndTheJvm() {
		ProcessFacts daemon = launch(0);
		awaitText("stdout", "out by System.out\nout by descriptor\nout by child\n");
		awaitText("stderr", "err by System.err\nerr by descriptor\nerr by child\n");
		daemon.signal("QUIT");
		awaitText("stdout", "Full thread dump");
		Programs.go(this.directory);
		awaitText("stdout", "out at last\n");
		awaitText("stderr", "err at last\n");
	}

	@Test
	void survivesThreadDumpThatIsLargerThanAnOrdinaryPipe() {
		ProcessFacts daemon = launch(MANY);
		daemon.signal("QUIT");
		String[] names = IntStream.range(0, MANY).mapToObj((i) -> "\"idle-" + i + ";\"").toArray(String[]::new);
		Path stdout = this.directory.resolve("stdout");
		Awaitility.await().untilAsserted(() -> assertThat(content(stdout)).contains(names));
		Programs.go(this.directory);
		awaitText("stdout", "out at last\n");
		awaitText("stderr", "err at last\n");
	}

	private ProcessFacts launch(int threads) {
		return Programs.daemon(this.programs.program(CaptureProgram.class, this.directory, "threads=" + threads,
				"stdout=" + this.directory.resolve("stdout"), "stderr=" + this.directory.resolve("stderr"),
				"attr.startTimeout=PT60S"));
	}

	private void awaitText(String stream, String text) {
		Path file = this.directory.resolve(stream);
		Awaitility.await(text).until(() -> content(file).contains(text));
	}

	private static String content(Path file) throws IOException {
		return Files.exists(file) ? Files.readString(file) : "";
	}

}

package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.programs.CaptureProgram;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.ProcessFacts;

/**
 * Everything that anybody writes to the daemon's standard output and error is captured.
 */
@JdkSensitive
class CaptureIT {

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@Test
	void capturesJavaAndChildProcessesAndTheJvm() {
		ProcessFacts daemon = launch();
		awaitText("stdout", "out by System.out\nout by descriptor\nout by child\n");
		awaitText("stderr", "err by System.err\nerr by descriptor\nerr by child\n");
		daemon.signal("QUIT");
		awaitText("stdout", "Full thread dump");
		Programs.go(this.directory);
		awaitText("stdout", "out at last\n");
		awaitText("stderr", "err at last\n");
	}

	private ProcessFacts launch() {
		return Programs.daemon(this.programs.program(CaptureProgram.class, this.directory,
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

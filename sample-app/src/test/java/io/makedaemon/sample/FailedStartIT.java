package io.makedaemon.sample;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A start that fails says why, on the terminal, and leaves nothing behind.
 */
class FailedStartIT {

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void saysThatThePortIsInUse() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			assertThat(failure("--server.port=" + socket.getLocalPort()))
				.isEqualTo("Web server failed to start. Port " + socket.getLocalPort() + " was already in use.\n\n"
						+ "Identify and stop the process that's listening on port " + socket.getLocalPort()
						+ " or configure this application to listen on another port.\n");
		}
		assertThat(Sample.read(Sample.log(this.directory))).contains("APPLICATION FAILED TO START");
	}

	@Test
	void namesUnknownPropertyAndItsOrigin() {
		assertThat(failure("--daemon.fiels[0].path=x"))
			.isEqualTo("There is no property daemon.fiels[0].path (\"daemon.fiels[0].path\" from property source "
					+ "\"commandLineArgs\"). Did you mean daemon.files[0].path?\n\n"
					+ "Correct the key, or remove it: MakeDaemon claims every property under daemon.\n");
		assertThat(Sample.launchDirectory(this.directory)).isEmptyDirectory();
	}

	@Test
	@FullTier
	void namesBadValueAndItsOrigin() {
		assertThat(failure("--daemon.umask=rwx")).contains("'rwx'", "'daemon.umask'", "commandLineArgs", "octal");
		assertThat(failure("--daemon.start-timeout=soon")).contains("'soon'", "'daemon.start-timeout'",
				"commandLineArgs", "not a time such as 90s");
		assertThat(failure("--daemon.enabled=perhaps")).contains("'perhaps'", "'daemon.enabled'", "commandLineArgs",
				"must be true, false or force");
	}

	@Test
	void namesUmaskThatYamlHasReadAsNumber() throws IOException {
		Path file = Sample.create(Sample.launchDirectory(this.directory)).resolve("application.yml");
		Files.writeString(file, "daemon:\n  umask: 027\n");
		assertThat(failure()).contains("'daemon.umask'", "application.yml", "2:10", "quotes");
	}

	@Test
	void saysThatTheWorkingDirectoryIsMissing() {
		assertThat(failure("--daemon.working-directory=missing")).isEqualTo("cannot enter the working directory "
				+ Sample.launchDirectory(this.directory).resolve("missing")
				+ ": No such file or directory (chdir: ENOENT); set by 'daemon.working-directory' (originating from "
				+ "'\"daemon.working-directory\" from property source \"commandLineArgs\"')\n\n"
				+ "Create the directory, or set daemon.working-directory to another one.\n");
	}

	@Test
	@FullTier
	void saysWhatTheJvmSaidOfItsOptions() {
		assertThat(failure("--daemon.jvm-options=-XX:NoSuchOption=1"))
			.startsWith("the daemon ended with exit code 1 before it was ready; it had printed:\n")
			.contains("Unrecognized VM option 'NoSuchOption=1'", "Could not create the Java Virtual Machine");
	}

	@Test
	@FullTier
	void saysThatTheLogFileCannotBeOpened() {
		assertThat(failure("--logging.file.name=/proc/missing/sample.log"))
			.startsWith("The log file /proc/missing/sample.log cannot be opened")
			.contains("logging.file.name");
	}

	@Test
	@FullTier
	void saysThatTheDaemonWasNotReadyInTime() {
		assertThat(failure("--daemon.start-timeout=1s"))
			.startsWith("the daemon was not ready within 1 second, and was stopped")
			.contains("daemon.start-timeout");
	}

	/**
	 * What a start that fails says; nothing else is left of it.
	 */
	private String failure(String... arguments) {
		Run run = this.sample.launch(this.directory, arguments).run();
		assertThat(this.sample.processes().alive()).isEmpty();
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.stdout()).isEmpty();
		assertThat(Sample.temporary(this.directory)).isEmptyDirectory();
		return run.stderr();
	}

}

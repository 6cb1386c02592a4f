package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command {@code dump}: what it prints, what it writes, and whose JVM it leaves
 * alone.
 */
class DumpIT {

	/** Can read the class path of the tests wherever it is. */
	private static final String AS_NOBODY = "exec setpriv --reuid 65534 --regid 65534 --clear-groups "
			+ "--inh-caps +dac_read_search --ambient-caps +dac_read_search \"$@\"";

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	@Test
	@JdkSensitive
	void showsThreadsAndWritesHeap() throws IOException {
		Run none = dump().run();
		assertThat(none.exitCode()).isEqualTo(7);
		assertThat(none.stderr()).isEqualTo("TestApplication is not running\n");
		ProcessFacts daemon = this.application.daemon(launch());
		Run threads = dump().run();
		assertThat(threads.exitCode()).as(threads::toString).isZero();
		assertThat(threads.stdout()).contains("Full thread dump ", "\"Signal Dispatcher\" ",
				"Locked ownable synchronizers:");
		assertThat(Application.read(Application.log(this.directory))).doesNotContain("Full thread dump");
		assertThat(Path.of("/tmp/.attach_pid" + daemon.pid())).doesNotExist();
		Path file = this.directory.resolve("heap.hprof");
		Run heap = dump("--daemon.dump.heap=heap.hprof").run();
		assertThat(heap.stdout()).as(heap::toString)
			.isEqualTo("TestApplication has written its heap to " + file + "\n");
		assertThat(file).binaryContent().startsWith("JAVA PROFILE 1.0.2".getBytes(StandardCharsets.US_ASCII));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
		Run again = dump("--daemon.dump.heap=heap.hprof").run();
		assertThat(again.exitCode()).isEqualTo(1);
		assertThat(again.stderr())
			.isEqualTo("TestApplication: " + file + " exists: name a file that does not exist yet\n");
		assertThat(daemon.isAlive()).isTrue();
	}

	@Test
	@FullTier
	void saysWhyTheHeapCannotBeWritten() {
		this.application.daemon(launch().shell("ulimit -f 4096; exec \"$@\""));
		Run heap = dump("--daemon.dump.heap=missing/heap.hprof").run();
		assertThat(heap.exitCode()).isEqualTo(1);
		assertThat(heap.stderr())
			.contains("cannot write its heap to " + this.directory.resolve("missing/heap.hprof"),
					"No such file or directory")
			.doesNotContain("Remove");
		Run large = dump("--daemon.dump.heap=heap.hprof").run();
		assertThat(large.exitCode()).isEqualTo(1);
		assertThat(large.stderr()).contains("File too large").endsWith("\n\nRemove the incomplete file.\n");
	}

	/**
	 * It opens the socket when it starts. Without it, the signal would end it.
	 */
	@Test
	@FullTier
	void sendsNoSignalToJvmThatDoesNotHandleIt() throws IOException {
		ProcessFacts daemon = this.application.daemon(launch("-Xrs"));
		assertThat(dump().run().stdout()).contains("Full thread dump ");
		Files.delete(Path.of("/tmp/.java_pid" + daemon.pid()));
		Run refused = dump().run();
		assertThat(refused.exitCode()).isEqualTo(1);
		assertThat(refused.stderr()).isEqualTo("TestApplication: cannot attach to the JVM of process " + daemon.pid()
				+ ": it does not handle SIGQUIT, as with the option -Xrs, and would end by it\n");
		assertThat(daemon.isAlive()).isTrue();
		daemon.kill();
	}

	@ParameterizedTest
	@FullTier
	@ValueSource(booleans = { true, false })
	void isRefusedByJvmThatNobodyMayAttachTo(boolean typed) {
		String option = "-XX:+DisableAttachMechanism";
		ProcessFacts daemon = this.application
			.daemon(typed ? launch(option) : launch().environment(Map.of("JAVA_TOOL_OPTIONS", option)));
		Run refused = dump().run();
		assertThat(refused.exitCode()).isEqualTo(1);
		assertThat(refused.stderr()).isEqualTo("TestApplication: cannot attach to the JVM of process " + daemon.pid()
				+ ": it has the option -XX:+DisableAttachMechanism\n");
		assertThat(Application.read(Application.log(this.directory))).doesNotContain("Full thread dump");
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void isForItsUserAndRoot() throws IOException {
		this.application.untraced();
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		ProcessFacts daemon = this.application.daemon(launch());
		Run refused = dump().shell(AS_NOBODY).run();
		assertThat(refused.exitCode()).isEqualTo(4);
		assertThat(refused.stderr()).contains("cannot attach to process " + daemon.pid() + ": ");
		daemon.kill();
		this.application.processes().awaitNone();
		Files.setAttribute(this.directory, "unix:uid", 65534);
		Files.delete(Application.log(this.directory));
		Files.delete(this.directory.resolve("example.pid"));
		this.application.daemon(launch().shell(AS_NOBODY));
		assertThat(dump().run().stdout()).as("root").contains("Full thread dump ");
	}

	private Launch dump(String... arguments) {
		return launch().args("--daemon.command=dump").args(arguments);
	}

	private Launch launch(String... jvmOptions) {
		return this.application.launch(this.directory, jvmOptions)
			.args("--daemon.pid-file=" + this.directory.resolve("example.pid"));
	}

}

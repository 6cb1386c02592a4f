package io.makedaemon.spring.boot;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The log cannot be written: Logback's own messages about that are not printed, or they
 * would come back as log events.
 */
class LostLogIT {

	private static final Pattern TICK = Pattern.compile("out-ticker (\\d+)\n");

	private static final Pattern MISSING = Pattern.compile(
			"(\\d+) lines of the daemon's stdout are missing here, because they could not be written \\((\\d+) since its start\\)\n");

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	@Test
	@FullTier
	@EnabledIfRoot
	void isToldByTheCommandWhenTheDiskIsFullAtTheStart() throws IOException {
		Path disk = disk();
		Run run = onDisk(disk, "head -c 1m /dev/zero 2>/dev/null >" + disk + "/filler || true").run();
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.stdout()).isEmpty();
		assertThat(run.stderr()).isEqualTo(
				"The log cannot be written: " + disk.resolve("app.log") + ": No space left on device\n\nMake room "
						+ "there, or log elsewhere with logging.file.name or logging.file.path.\n");
		this.application.processes().awaitNone();
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void goesOnAfterFullDiskAndSaysHowMuchIsMissing() throws IOException {
		Path disk = disk();
		ProcessFacts daemon = this.application.daemon(onDisk(disk, "true"));
		Path mounted = Path.of("/proc/" + daemon.pid() + "/root" + disk);
		Path log = mounted.resolve("app.log");
		Application.await(log, "out-ticker 20\n");
		Path filler = mounted.resolve("filler");
		fill(filler);
		long size = Files.size(log);
		Awaitility.await("log is full")
			.atMost(Application.TIMEOUT)
			.during(Duration.ofSeconds(2))
			.until(() -> Files.size(log) < size + 8192);
		Files.delete(filler);
		Awaitility.await("the log goes on").atMost(Application.TIMEOUT).until(() -> isWhole(Application.read(log)));
		assertThat(daemon.isAlive()).isTrue();
		assertThat(Application.read(log)).doesNotContain("daemon.stderr");
	}

	private Path disk() throws IOException {
		assumeThat(this.application.processes().program("unshare").args("-m", "true").run().exitCode())
			.as("file systems can be mounted")
			.isZero();
		return Files.createDirectory(this.directory.resolve("disk"));
	}

	/**
	 * The disk is a file system of the daemon's own.
	 */
	private Launch onDisk(Path disk, String before) {
		return this.application.launch(this.directory)
			.args("--test.ticker=true", "--logging.file.name=" + disk.resolve("app.log"))
			.shell("exec unshare -m /bin/sh -c 'mount -t tmpfs -o size=1m none " + disk + " && " + before
					+ " && exec \"$@\"' sh \"$@\"");
	}

	@Test
	@FullTier
	void goesOnWhenItsDirectoryIsRemoved() throws IOException {
		Path logs = Files.createDirectory(this.directory.resolve("logs"));
		Path log = logs.resolve("app.log");
		ProcessFacts daemon = this.application.daemon(this.application.launch(this.directory)
			.args("--test.ticker=true", "--logging.file.name=" + log,
					"--logging.logback.rollingpolicy.max-file-size=10KB"));
		Application.await(log, "out-ticker ");
		Path stdout = Path.of("/proc/" + daemon.pid() + "/fd/1");
		Path stderr = Path.of("/proc/" + daemon.pid() + "/fd/2");
		long printedToStderr = Files.size(stderr);
		// At once, so that nothing is made in it meanwhile
		Files.move(logs, this.directory.resolve("removed"));
		long printed = Files.size(stdout);
		Awaitility.await().atMost(Application.TIMEOUT).until(() -> Files.size(stdout) > printed + 20_000);
		assertThat(Files.size(stderr)).isEqualTo(printedToStderr);
	}

	private static void fill(Path file) throws IOException {
		byte[] block = new byte[4096];
		try (OutputStream out = Files.newOutputStream(file)) {
			while (true) {
				out.write(block);
			}
		}
		catch (IOException ex) {
			assertThat(ex).hasMessageContaining("No space left on device");
		}
	}

	/**
	 * Whether something has come behind a gap, and the log says of every line that it is
	 * missing. The line at which a failure begins may be there nevertheless: each time
	 * one may be counted too many.
	 */
	private static boolean isWhole(String log) {
		List<Integer> ticks = new ArrayList<>();
		for (Matcher tick = TICK.matcher(log); tick.find();) {
			ticks.add(Integer.valueOf(tick.group(1)));
		}
		int last = ticks.get(ticks.size() - 1);
		int missing = 0;
		int notes = 0;
		for (Matcher note = MISSING.matcher(log); note.find();) {
			missing = Integer.parseInt(note.group(2));
			notes++;
		}
		int present = (int) ticks.stream().distinct().count();
		return missing > 0 && last > present && present + missing >= last && present + missing <= last + notes + 10;
	}

}

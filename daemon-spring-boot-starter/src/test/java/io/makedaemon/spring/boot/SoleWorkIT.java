package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What only one of two generations may do.
 */
class SoleWorkIT {

	@RegisterExtension
	final Application application = new Application().with("micrometer");

	@TempDir
	Path directory;

	@Test
	@FullTier
	void isDoneByOneGenerationAtATime() throws IOException {
		String first = pid(this.application.daemon(launch()));
		awaitNotes(first + " end");
		assertThat(bootsPidFile()).hasContent(first);
		String second = upgrade();
		awaitNotes(second + " end");
		List<String> notes = Files.readAllLines(notes());
		int change = notes.indexOf(second + " start");
		assertThat(notes.subList(0, change)).startsWith(first + " start")
			.contains(first + " stop", first + " end")
			.allMatch((note) -> note.startsWith(first));
		assertThat(notes.subList(0, change).stream().filter((note) -> note.endsWith("begin")).count())
			.isEqualTo(notes.subList(0, change).stream().filter((note) -> note.endsWith("end")).count());
		assertThat(notes.subList(change, notes.size())).allMatch((note) -> note.startsWith(second));
		assertThat(bootsPidFile()).hasContent(second);
		this.application.processes().alive().get(0).signal("TERM");
		this.application.processes().awaitNone();
		assertThat(bootsPidFile()).doesNotExist();
	}

	@Test
	@FullTier
	void isDoneByBothWhereItMayBe() throws IOException {
		String first = pid(this.application.daemon(launch("--daemon.hold-schedulers=false")));
		awaitNotes(first + " end");
		String second = upgrade("--daemon.hold-schedulers=false");
		awaitNotes(second + " start");
		List<String> notes = Files.readAllLines(notes());
		assertThat(notes.indexOf(second + " begin")).isBetween(0, notes.lastIndexOf(first + " stop"));
		assertThat(notes.indexOf(second + " start")).isGreaterThan(notes.lastIndexOf(first + " stop"));
	}

	@Test
	@FullTier
	void failedUpgradeLeavesFileOfBoot() throws IOException {
		String first = pid(this.application.daemon(launch()));
		Run run = launch("--daemon.command=upgrade", "--test.fail=runner").run();
		assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
		assertThat(bootsPidFile()).hasContent(first);
		assertThat(Files.readAllLines(notes())).allMatch((note) -> note.startsWith(first));
	}

	private String upgrade(String... arguments) {
		Run run = launch(arguments).args("--daemon.command=upgrade").run();
		assertThat(run.exitCode()).as(run.toString()).isZero();
		Awaitility.await("one generation")
			.atMost(Application.TIMEOUT)
			.until(() -> this.application.processes().alive().size() == 1);
		return pid(this.application.processes().alive().get(0));
	}

	private Launch launch(String... arguments) {
		return this.application.launch(this.directory, "-Dtest.pid-file-writer=late")
			.args("--daemon.pid-file=" + this.directory.resolve("pid"), "--spring.pid.file=boot.pid",
					"--test.answer=true", "--daemon.sockets[0].name=admin", "--daemon.sockets[0].address=127.0.0.1:0",
					"--test.scheduled=" + notes())
			.args(arguments);
	}

	private static String pid(ProcessFacts process) {
		return Long.toString(process.pid());
	}

	private Path notes() {
		return this.directory.resolve("notes");
	}

	private Path bootsPidFile() {
		return this.directory.resolve("boot.pid");
	}

	private void awaitNotes(String text) {
		Application.await(notes(), text);
	}

}

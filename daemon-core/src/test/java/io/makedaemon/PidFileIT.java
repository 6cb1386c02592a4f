package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.LockProber;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pid file, seen from outside.
 */
class PidFileIT {

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT60S" })
	void isThereAndLockedForAsLongAsTheDaemonLives(String timeout) throws IOException {
		ProcessFacts daemon = Programs.daemon(launch("attr.startTimeout=" + timeout, "attr.umask=077"));
		Programs.facts(this.directory);
		assertThat(file()).hasContent(daemon.pid() + "\n");
		assertThat(Files.size(file())).isEqualTo(Long.toString(daemon.pid()).length() + 1L);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-r--r--");
		assertThat(isFree()).isFalse();
		daemon.signal("TERM");
		this.programs.processes().awaitNone();
		assertThat(file()).doesNotExist();
	}

	@Test
	void keepsSecondDaemonOut() {
		ProcessFacts daemon = Programs.daemon(launch("attr.startTimeout=PT60S"));
		Run second = launch("attr.startTimeout=PT60S").run();
		assertThat(second.exitCode()).isEqualTo(7);
		assertThat(second.stdout()).startsWith("FileLockedException: " + file() + " is locked by process "
				+ daemon.pid() + ": the daemon is already running\n");
		assertThat(file()).hasContent(daemon.pid() + "\n");
	}

	@Test
	void ofCrashedDaemonIsTakenOver() throws IOException {
		ProcessFacts crashed = Programs.daemon(launch("attr.startTimeout=PT60S"));
		crashed.kill();
		this.programs.processes().awaitNone();
		assertThat(file()).hasContent(crashed.pid() + "\n");
		assertThat(isFree()).isTrue();
		Files.delete(this.directory.resolve("facts"));
		ProcessFacts daemon = Programs.daemon(launch("attr.startTimeout=PT60S"));
		assertThat(file()).hasContent(daemon.pid() + "\n");
	}

	/**
	 * What was in the file before is longer than a process id.
	 */
	@Test
	void hasNothingLeftOfWhatWasThere() throws IOException {
		Files.writeString(file(), "something that is no process id\n");
		ProcessFacts daemon = Programs.daemon(launch("attr.startTimeout=PT60S"));
		assertThat(file()).hasContent(daemon.pid() + "\n");
	}

	@Test
	void isNotLeftByStartThatFails() {
		isNotLeftByStartThatFails("then=fail");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = { "attr.workingDirectory=/missing", "attr.jvmOption=-XX:NoSuchOption=1",
			"attr.startTimeout=PT1S" })
	void isNotLeftByStartThatFails(String property) {
		Run run = launch("then=readyOnGo", "attr.startTimeout=PT60S", property).run();
		assertThat(run.exitCode()).isIn(3, 7);
		this.programs.processes().awaitNone();
		assertThat(file()).doesNotExist();
	}

	@ParameterizedTest
	@ValueSource(strings = { "TERM", "KILL" })
	void isNotLeftWhenTheDaemonIsEndedBeforeItIsReady(String signal) {
		Started parent = launch("then=readyOnGo", "attr.startTimeout=PT60S").start();
		Programs.facts(this.directory);
		this.programs.processes().daemon().signal(signal);
		assertThat(parent.await().exitCode()).isEqualTo(7);
		assertThat(file()).doesNotExist();
	}

	@Test
	@FullTier
	void ofAnotherDaemonStays() throws IOException {
		Started parent = launch("then=readyOnGo", "attr.startTimeout=PT60S").start();
		Programs.facts(this.directory);
		ProcessFacts daemon = this.programs.processes().daemon();
		Files.delete(file());
		Files.writeString(file(), "another's");
		daemon.kill();
		assertThat(parent.await().exitCode()).isEqualTo(7);
		assertThat(file()).hasContent("another's");
	}

	@Test
	@FullTier
	void isNotLeftWhenTheStartIsCancelled() {
		Started parent = launch("then=readyOnGo", "attr.startTimeout=PT60S").shell("exec env --default-signal \"$@\"")
			.start();
		Programs.facts(this.directory);
		new ProcessFacts(parent.pid()).signal("INT");
		parent.await();
		this.programs.processes().awaitNone();
		assertThat(file()).doesNotExist();
	}

	@Test
	void doesNotFollowLink() throws IOException {
		Path target = Files.writeString(this.directory.resolve("target"), "precious");
		Files.createSymbolicLink(file(), target);
		assertThat(launch().run().stdout()).startsWith(
				"SystemCallException: cannot open " + file() + ": Too many levels of symbolic links (open: ELOOP)");
		assertThat(target).hasContent("precious");
	}

	@Test
	void isRefusedInDirectoryThatEverybodyCanWriteTo() throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxrwxrwx"));
		assertThat(launch().run().stdout())
			.startsWith("DaemonException: cannot make a daemon: the directory of the pid " + "file " + file()
					+ " is writable by everybody\n");
		assertThat(file()).doesNotExist();
	}

	@Test
	void isRefusedWithoutDirectory() {
		assertThat(launch("attr.pidFile=" + this.directory.resolve("missing/a.pid")).run().stdout())
			.startsWith("DaemonException: cannot make a daemon: there is no directory for the pid file ");
	}

	@Test
	@EnabledIfRoot
	void isOpenedAsRootForDaemonOfAnotherUser() throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		Path facts = Files.createDirectory(this.directory.resolve("facts directory"));
		Files.setPosixFilePermissions(facts, PosixFilePermissions.fromString("rwxrwxrwx"));
		Path root = Files.createDirectory(this.directory.resolve("run"));
		ProcessFacts daemon = Programs.daemon(this.programs.program(Program.class, facts,
				"attr.pidFile=" + root.resolve("a.pid"), "attr.user=nobody", "attr.startTimeout=PT60S"));
		assertThat(root.resolve("a.pid")).hasContent(daemon.pid() + "\n");
		assertThat(LockProber.canLock(this.programs.processes(), root.resolve("a.pid"))).isFalse();
	}

	private Launch launch(String... properties) {
		String[] all = Stream.concat(Stream.of("attr.pidFile=" + file()), Stream.of(properties)).toArray(String[]::new);
		return this.programs.program(Program.class, this.directory, all);
	}

	private Path file() {
		return this.directory.resolve("example.pid");
	}

	private boolean isFree() {
		return LockProber.canLock(this.programs.processes(), file());
	}

}

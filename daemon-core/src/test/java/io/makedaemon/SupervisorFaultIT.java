package io.makedaemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.testsupport.EnabledIfStrace;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.LockProber;
import io.makedaemon.testsupport.ProcessFacts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Conformance: whichever system call of a restart fails, the daemon comes back once, and
 * nothing of the failed try stays open.
 */
@EnabledIfStrace
class SupervisorFaultIT {

	@RegisterExtension
	final Programs programs = new Programs().untraced();

	@TempDir
	Path directory;

	@Test
	void comesBackWhenThereIsNoPipe() throws IOException, InterruptedException {
		comesBack("pipe2:error=EMFILE:when=1");
	}

	/**
	 * The files in memory are what it publishes itself, the two streams, and what the
	 * daemon publishes.
	 */
	@FullTier
	@ParameterizedTest
	@ValueSource(strings = { "memfd_create:error=EMFILE:when=1", "memfd_create:error=EMFILE:when=2",
			"memfd_create:error=EMFILE:when=3", "memfd_create:error=EMFILE:when=4", "fcntl:error=EINVAL:when=1",
			"fcntl:error=EINVAL:when=2", "fchmod:error=EPERM:when=2", "inotify_init1:error=EMFILE:when=1",
			"inotify_add_watch:error=ENOSPC:when=2", "pwrite64:error=ENOSPC:when=1", "pwrite64:error=ENOSPC:when=2",
			"ftruncate:error=EIO:when=1", "statx:error=EACCES:when=1", "clone3,clone,vfork:error=EAGAIN:when=1",
			"clone3,clone,vfork:error=EAGAIN:when=2", "chdir:error=EACCES:when=1", "openat:error=EMFILE:when=4",
			"openat:error=EMFILE:when=8", "openat:error=EMFILE:when=12" })
	void comesBack(String fault) throws IOException, InterruptedException {
		SupervisedDaemon supervised = SupervisedDaemon.onPort(this.programs, this.directory);
		ProcessFacts first = Programs.daemon(supervised.launch(SupervisedDaemon.ALWAYS_AT_ONCE));
		ProcessFacts supervisor = SupervisedDaemon.supervisor(supervised.running());
		first.kill();
		ProcessFacts daemon = supervised.awaitNext(first);
		int descriptors = settled(supervisor);
		String call = fault.substring(0, fault.indexOf(':'));
		this.programs.processes()
			.program("strace")
			.args("-f", "-qq", "-b", "execve", "-o", "/dev/null", "-p", Long.toString(supervisor.pid()))
			.args("-e", "trace=" + call, "-e", "inject=" + fault)
			.start();
		Awaitility.await("strace").atMost(Programs.TIMEOUT).until(supervisor::isTraced);
		daemon.kill();
		ProcessFacts next = supervised.awaitNext(daemon);
		assertThat(next.parent()).isEqualTo(supervisor.pid());
		assertThat(supervised.children(supervisor)).containsExactly(next);
		Awaitility.await("descriptors")
			.atMost(Programs.TIMEOUT)
			.untilAsserted(() -> assertThat(supervisor.descriptors()).hasSizeLessThanOrEqualTo(descriptors));
		assertThat(LockProber.canLock(this.programs.processes(), supervised.pidFile())).isFalse();
		assertThat(supervised.running().stop(Duration.ofSeconds(30))).isTrue();
		supervised.assertNothingIsLeft();
	}

	/**
	 * Returns the number of descriptors that are left when the daemon has what is its
	 * own.
	 */
	private static int settled(ProcessFacts supervisor) {
		return Awaitility.await("what is the daemon's is closed")
			.atMost(Programs.TIMEOUT)
			.until(supervisor::descriptors,
					(open) -> open.values()
						.stream()
						.noneMatch((name) -> name.startsWith("pipe:") || name.startsWith("/proc/")
								|| name.equals("anon_inode:inotify"))
							&& open.values().stream().filter((name) -> name.startsWith("/memfd:")).count() == 5)
			.size();
	}

}

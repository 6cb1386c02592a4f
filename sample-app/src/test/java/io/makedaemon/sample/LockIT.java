package io.makedaemon.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.LockProber;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The life of a daemon with a locked file: nobody else gets the lock from the start to
 * the end, and the end is a graceful one.
 */
class LockIT {

	private static final int SOME = 20;

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void holdsLockUntilItEnds() throws IOException {
		Sample.create(Sample.launchDirectory(this.directory));
		Path lock = Files.createFile(Sample.lock(this.directory));
		LockProber prober = new LockProber(this.sample.processes(), lock, this.directory);
		ProcessFacts daemon = Sample.daemon(this.sample.launch(this.directory).run());
		LockProber.Result result = prober.stop();
		assertThat(result.tries()).isGreaterThan(SOME);
		assertThat(result.successes()).isZero();
		refusesToStartTwice(daemon, lock);
		endsGracefully(daemon, lock);
	}

	private void refusesToStartTwice(ProcessFacts daemon, Path lock) throws IOException {
		Path log = Sample.log(this.directory);
		Http http = Sample.http(Sample.read(log));
		String greeting = http.get("/");
		Sample.await(log, "nothing to worry about");
		Sample.await(log, "still here");
		Sample.await(log, "The daemon is ready");
		long logged = Files.size(log);
		Run second = this.sample.launch(this.directory).run();
		assertThat(second.exitCode()).isEqualTo(1);
		assertThat(second.stdout()).isEmpty();
		assertThat(second.stderr()).isEqualTo(lock + " is locked by process " + daemon.pid()
				+ ": the daemon is already running\n\n"
				+ "Stop the running daemon first, with --daemon.command=stop or with: kill " + daemon.pid()
				+ ".\nAnother one beside it needs its own daemon.program-name, daemon.pid-file and daemon.files.\n");
		assertThat(this.sample.processes().alive()).containsExactly(daemon);
		assertThat(http.get("/")).isEqualTo(greeting);
		assertThat(Files.size(log)).isEqualTo(logged);
	}

	private void endsGracefully(ProcessFacts daemon, Path lock) {
		daemon.signal("TERM");
		this.sample.processes().awaitNone();
		assertThat(Sample.read(Sample.log(this.directory))).contains("Commencing graceful shutdown",
				"Graceful shutdown complete");
		assertThat(Sample.temporary(this.directory)).isEmptyDirectory();
		Awaitility.await().until(() -> LockProber.canLock(this.sample.processes(), lock));
	}

}

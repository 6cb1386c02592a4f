package io.makedaemon.parent;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.makedaemon.proc.ProcessIdentity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link DaemonProcess}: it is ended, and no other process that has got its id.
 */
class DaemonProcessTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final int KILLED = 128 + 9;

	private static final int TERMINATED = 128 + 15;

	private final Process process = new ProcessBuilder("sleep", "600").start();

	DaemonProcessTests() throws IOException {
		// Of each test its own
	}

	@AfterEach
	void end() {
		this.process.destroyForcibly();
	}

	@Test
	void isEnded() throws InterruptedException {
		DaemonProcess daemon = new DaemonProcess(ProcessIdentity.ofChild(this.process.pid()));
		daemon.end(Duration.ZERO, TIMEOUT);
		assertThat(this.process.waitFor()).isEqualTo(TERMINATED);
		daemon.end(Duration.ZERO, Duration.ZERO);
		daemon.kill();
	}

	@Test
	void isKilled() throws InterruptedException {
		new DaemonProcess(ProcessIdentity.ofChild(this.process.pid())).kill();
		assertThat(this.process.waitFor()).isEqualTo(KILLED);
	}

	@Test
	void isNotAnotherProcessThatHasGotItsId() throws InterruptedException {
		ProcessIdentity other = ProcessIdentity.ofChild(this.process.pid());
		DaemonProcess daemon = new DaemonProcess(new ProcessIdentity(other.pid(), other.startTime() - 1));
		daemon.end(Duration.ZERO, TIMEOUT);
		daemon.kill();
		assertThat(this.process.waitFor(1, TimeUnit.SECONDS)).isFalse();
	}

}

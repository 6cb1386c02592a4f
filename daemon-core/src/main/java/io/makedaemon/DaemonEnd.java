package io.makedaemon;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.makedaemon.proc.FileSnapshot;
import io.makedaemon.proc.HeldLock;
import io.makedaemon.proc.ProcessIdentity;

/**
 * The end of a running daemon, and of the other processes that belong to it: its
 * supervisor, the former generation, and a new one that is being started, which gives up
 * then. They are found before anything is sent to the daemon.
 */
final class DaemonEnd {

	private static final long POLL_MILLIS = 10;

	private final Path pidFile;

	private final ProcessIdentity daemon;

	/** The pid file; null if the daemon was found without it. */
	private final @Nullable FileSnapshot found;

	private final @Nullable ProcessIdentity former;

	private final boolean upgrading;

	private final @Nullable RunningSupervisor supervisor;

	DaemonEnd(Path pidFile, ProcessIdentity daemon, @Nullable FileSnapshot found, Map<String, String> published) {
		this.pidFile = pidFile;
		this.daemon = daemon;
		this.found = found;
		this.former = predecessor(published, found);
		this.upgrading = published.getOrDefault(Published.UPGRADING, "").equals("true");
		this.supervisor = RunningSupervisor.of(daemon, published);
	}

	/**
	 * Return the former generation, if this daemon has replaced it and it has not ended
	 * yet. What the daemon publishes is not enough: the process must have the pid file.
	 */
	private static @Nullable ProcessIdentity predecessor(Map<String, String> published, @Nullable FileSnapshot file) {
		String pid = published.getOrDefault(Published.PREDECESSOR, "");
		if (file == null || !pid.matches("[1-9]\\d{0,9}") || HeldLock.of(Long.parseLong(pid), file) == null) {
			return null;
		}
		return ProcessIdentity.of(Long.parseLong(pid));
	}

	/**
	 * Tell the supervisor not to start the daemon again.
	 */
	void tellSupervisor() {
		if (this.supervisor != null) {
			this.supervisor.send((handle) -> handle.destroy());
		}
	}

	/**
	 * Kill the supervisor.
	 * @return whether there is one
	 */
	boolean killSupervisor() {
		if (this.supervisor != null) {
			this.supervisor.send((handle) -> handle.destroyForcibly());
		}
		return this.supervisor != null;
	}

	/**
	 * Wait until all have ended, and remove the pid file if they have left it behind.
	 * @return whether they have
	 */
	boolean await(Duration timeout) throws InterruptedException {
		long start = System.nanoTime();
		while (isAnyAlive()) {
			if (Duration.ofNanos(System.nanoTime() - start).compareTo(timeout) > 0) {
				return false;
			}
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
		}
		FileSnapshot left = this.found;
		if (left != null && Files.exists(this.pidFile, LinkOption.NOFOLLOW_LINKS)) {
			removePidFile(left);
		}
		return true;
	}

	private boolean isAnyAlive() {
		return this.daemon.isAlive() || (this.former != null && this.former.isAlive())
				|| (this.supervisor != null && this.supervisor.isAlive()) || (this.upgrading && isAnyRunning());
	}

	private boolean isAnyRunning() {
		try {
			return RunningDaemon.find(this.pidFile).isPresent();
		}
		catch (DaemonException ex) {
			return false;
		}
	}

	/**
	 * Remove the pid file of a daemon that was killed, or whose user may not write to the
	 * directory.
	 */
	private static void removePidFile(FileSnapshot left) throws InterruptedException {
		try {
			DaemonControl.remove(left);
		}
		catch (UnsatisfiedLinkError | NoClassDefFoundError ex) {
			// The file stays, as after a crash
		}
	}

}

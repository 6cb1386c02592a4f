package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.makedaemon.parent.ProgressLine;
import io.makedaemon.pidfile.PidFile;
import io.makedaemon.pidfile.PidFileLock;
import io.makedaemon.pidfile.StatusFile;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.NativeLibrary;
import io.makedaemon.posix.Signals;
import io.makedaemon.proc.FileSnapshot;
import io.makedaemon.proc.LockHolder;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.proc.ProcessIdentity;
import io.makedaemon.wire.LaunchPlan.Option;

/**
 * A daemon that is running, found by its {@linkplain DaemonAttr.Builder#pidFile(Path) pid
 * file}, as another process sees it. Immutable.
 *
 * <pre class="code">
 * Optional&lt;RunningDaemon&gt; daemon = RunningDaemon.find(Path.of("/run/example.pid"));
 * if (daemon.isPresent() &amp;&amp; !daemon.get().stop(Duration.ofSeconds(30))) {
 * 	daemon.get().kill();
 * }
 * </pre>
 */
public final class RunningDaemon {

	/** No year has more digits until then. */
	private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

	private static final long POLL_MILLIS = 10;

	private static final Duration SIGNALS_TIMEOUT = Duration.ofSeconds(10);

	/** How long a process that has ended may seem to be alive. */
	private static final Duration REFUSAL_TIMEOUT = Duration.ofSeconds(1);

	private static final int ROOT = 0;

	private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

	private final Path pidFile;

	private final long pid;

	private final ProcessIdentity process;

	private final Instant startedAt;

	/** Null if the daemon was found without its pid file. */
	private final @Nullable FileSnapshot found;

	private RunningDaemon(Path pidFile, ProcessIdentity process, @Nullable FileSnapshot found) throws IOException {
		this.pidFile = pidFile;
		this.found = found;
		this.pid = process.pid();
		this.process = process;
		this.startedAt = process.startedAt();
	}

	/**
	 * Finds the daemon that has a pid file. It is not the process id in the file that
	 * counts, which may be another process's by now, but that the daemon has the file
	 * locked: a stranger's lock, for instance another user's, counts for nothing. A
	 * daemon whose pid file was removed while it runs is found as well, if this user may
	 * look into it.
	 * @param pidFile the pid file
	 * @return the daemon; empty if there is none
	 * @throws DaemonException if it cannot be told, for instance because this user may
	 * not look into the directory, or into the process that holds the lock, or because
	 * everybody may write there
	 */
	public static Optional<RunningDaemon> find(Path pidFile) {
		String unsupported = ProcSelf.unsupported();
		if (unsupported != null) {
			throw new DaemonException("cannot look for a daemon: " + unsupported);
		}
		Path file = pidFile.toAbsolutePath();
		try {
			Optional<PidFileLock.Found> found = findByFile(file);
			if (found.isPresent()) {
				return of(file, found.get().pid(), found.get().file());
			}
			OptionalLong daemon = PidFileLock.daemonWithout(file);
			return daemon.isPresent() ? of(file, daemon.getAsLong(), null) : Optional.empty();
		}
		catch (IOException ex) {
			throw new DaemonException("cannot tell whether the daemon is running: " + ex.getMessage(), Option.PID_FILE,
					Map.of(), ex);
		}
		catch (UnsatisfiedLinkError | NoClassDefFoundError ex) {
			throw new DaemonException(NativeLibrary.failure(ex), ex);
		}
	}

	private static Optional<PidFileLock.Found> findByFile(Path file) throws IOException {
		if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
			return Optional.empty();
		}
		try {
			PidFile.checkDirectory(file);
			if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
				throw new IOException("the pid file " + file + " cannot be seen, or is not a file");
			}
			return PidFileLock.daemon(file);
		}
		catch (IOException ex) {
			if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
				// It has ended meanwhile
				return Optional.empty();
			}
			throw ex;
		}
	}

	private static Optional<RunningDaemon> of(Path file, long pid, @Nullable FileSnapshot found) throws IOException {
		ProcessIdentity process = ProcessIdentity.of(pid);
		return (process != null) ? Optional.of(new RunningDaemon(file, process, found)) : Optional.empty();
	}

	/**
	 * Find a process that has a pid file locked and cannot be its daemon, as one of
	 * another user. It counts for nothing: a start puts another file in the place of that
	 * one.
	 * @param pidFile the pid file
	 * @return its process id, 0 if it shows the lock nowhere; empty if there is none
	 */
	public static OptionalLong findStranger(Path pidFile) {
		return PidFileLock.stranger(pidFile.toAbsolutePath());
	}

	/**
	 * Returns the process id.
	 * @return the process id
	 */
	public long pid() {
		return this.pid;
	}

	/**
	 * Returns when the daemon's process was started.
	 * @return the time, to a hundredth of a second
	 */
	public Instant startedAt() {
		return this.startedAt;
	}

	/**
	 * Returns whether the daemon has not ended. When it has, all its files are closed and
	 * all its locks are released.
	 * @return whether it is running
	 */
	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Returns what the daemon {@linkplain DaemonContext#publish published}.
	 * @return the values by their names; empty if there is nothing, or it is not for this
	 * user. Control characters are in them by their numbers only
	 */
	public Map<String, String> published() {
		return StatusFile.read(this.pid);
	}

	/**
	 * Returns since when the daemon has been ready.
	 * @return the time; empty if it is not ready yet, or that is not for this user to
	 * know, or what the daemon says is no time
	 */
	public Optional<Instant> readyAt() {
		try {
			return Optional.ofNullable(published().get(DaemonContext.READY))
				.map(Instant::parse)
				.filter((time) -> time.isAfter(Instant.EPOCH) && time.isBefore(LATEST));
		}
		catch (DateTimeParseException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Shut the daemon down gracefully: send it SIGTERM, and waits for its end. A pid file
	 * that it has not removed, since it may not, is removed.
	 * @param timeout how long to wait at most
	 * @return whether it has ended
	 * @throws InterruptedException if this thread is interrupted
	 * @throws SystemCallException if it is not permitted, as for another user's daemon
	 */
	public boolean stop(Duration timeout) throws InterruptedException {
		send(ProcessHandle::destroy);
		return awaitEnd(timeout);
	}

	/**
	 * Ends the daemon like {@link #stop(Duration)}. If standard output is a terminal, and
	 * the end takes more than a second, a line there says so until then.
	 * @param timeout how long to wait at most
	 * @param programName what the line calls the daemon
	 * @return whether it has ended
	 * @throws InterruptedException if this thread is interrupted
	 * @throws SystemCallException if it is not permitted, as for another user's daemon
	 */
	public boolean stop(Duration timeout, String programName) throws InterruptedException {
		try (ProgressLine progress = ProgressLine.show(programName, "stopping")) {
			send(ProcessHandle::destroy);
			progress.phase("stopping, pid " + this.pid);
			return awaitEnd(timeout);
		}
	}

	/**
	 * Ends the daemon at once: sends it SIGKILL, waits for its end, and removes the pid
	 * file.
	 * @return whether it has ended
	 * @throws InterruptedException if this thread is interrupted
	 * @throws SystemCallException if it is not permitted, as for another user's daemon
	 */
	public boolean kill() throws InterruptedException {
		send(ProcessHandle::destroyForcibly);
		return awaitEnd(KILL_TIMEOUT);
	}

	/**
	 * Sends the daemon a signal that it
	 * {@linkplain DaemonAttr.Builder#signals(DaemonSignal...) handles}. A daemon that was
	 * started a moment ago is given the time to do so, 10 seconds at most; others could
	 * end by it, and are sent nothing.
	 * @param signal the signal
	 * @return whether it was sent; not if the daemon does not handle it, or has ended
	 * @throws InterruptedException if this thread is interrupted
	 * @throws SystemCallException if it is not permitted, as for another user's daemon
	 */
	public boolean signal(DaemonSignal signal) throws InterruptedException {
		if (LockHolder.isHidden(this.pid)) {
			throw isSignalledByThisUser() ? new DaemonException("cannot tell whether process " + this.pid
					+ " handles SIG" + signal.name() + ", since this user may not look into it") : refused();
		}
		if (!handles(signal)) {
			return false;
		}
		try {
			return DaemonControl.send(this.process, signal.number());
		}
		catch (ErrnoException ex) {
			throw new SystemCallException(ex);
		}
		catch (UnsatisfiedLinkError | NoClassDefFoundError ex) {
			throw new DaemonException(NativeLibrary.failure(ex), ex);
		}
	}

	/**
	 * Make the daemon's JVM print what its threads do, by SIGQUIT. A daemon whose output
	 * is {@linkplain DaemonAttr.Builder#captureOutput(boolean) captured} gets that as
	 * output. A process that tells this user nothing of itself, or could end by the
	 * signal, is sent nothing.
	 * @return whether it was sent
	 * @throws InterruptedException if this thread is interrupted
	 */
	public boolean dumpThreads() throws InterruptedException {
		try {
			return !published().isEmpty() && this.process.handles(Signals.SIGQUIT)
					&& DaemonControl.send(this.process, Signals.SIGQUIT);
		}
		catch (ErrnoException | UnsatisfiedLinkError | NoClassDefFoundError ex) {
			// Not permitted, or there is no native library: others can tell it too
			return false;
		}
	}

	private boolean handles(DaemonSignal signal) throws InterruptedException {
		long start = System.nanoTime();
		String signals;
		while ((signals = published().get(DaemonContext.SIGNALS)) == null) {
			if (!isAlive() || System.nanoTime() - start > SIGNALS_TIMEOUT.toNanos()) {
				return false;
			}
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
		}
		return List.of(signals.split(",", -1)).contains(signal.name());
	}

	/**
	 * A handle that was had while the process is alive is that of no other process.
	 */
	private void send(Predicate<ProcessHandle> call) throws InterruptedException {
		long start = System.nanoTime();
		while (true) {
			Optional<ProcessHandle> handle = ProcessHandle.of(this.pid);
			if (!isAlive() || handle.filter(call).isPresent()) {
				return;
			}
			// It may have ended just now, which takes some time to be seen
			if (!isSignalledByThisUser() || System.nanoTime() - start > REFUSAL_TIMEOUT.toNanos()) {
				throw refused();
			}
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
		}
	}

	/**
	 * Whether this user may send it signals, as kill(2) has it.
	 */
	private boolean isSignalledByThisUser() {
		try {
			int user = ProcessState.effectiveUserId();
			return user == ROOT || ProcessIdentity.userIds(this.pid).contains(user);
		}
		catch (IOException ex) {
			return false;
		}
	}

	private SystemCallException refused() {
		return new SystemCallException(
				new ErrnoException("kill", "send a signal to {}", "process " + this.pid, ErrnoException.EPERM));
	}

	private boolean awaitEnd(Duration timeout) throws InterruptedException {
		long start = System.nanoTime();
		while (isAlive()) {
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

	/**
	 * It was killed, or is another user's, who may not write to the directory.
	 */
	private static void removePidFile(FileSnapshot left) throws InterruptedException {
		try {
			DaemonControl.remove(left);
		}
		catch (UnsatisfiedLinkError | NoClassDefFoundError ex) {
			// It stays, as after a crash
		}
	}

	@Override
	public String toString() {
		return "process " + this.pid + " of " + this.pidFile;
	}

}

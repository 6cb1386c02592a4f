package io.makedaemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.NativeLibrary;
import io.makedaemon.posix.Signals;
import io.makedaemon.proc.FileSnapshot;
import io.makedaemon.proc.LockHolder;
import io.makedaemon.proc.Memory;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.proc.ProcessIdentity;
import io.makedaemon.proc.SocketTable;
import io.makedaemon.wire.LaunchPlan.Option;

/**
 * A running daemon as another process sees it, found by its
 * {@linkplain DaemonAttr.Builder#pidFile(Path) pid file}. Immutable.
 *
 * <pre class="code">
 * Optional&lt;RunningDaemon&gt; daemon = RunningDaemon.find(Path.of("/run/example.pid"));
 * if (daemon.isPresent() &amp;&amp; !daemon.get().stop(Duration.ofSeconds(30))) {
 * 	daemon.get().kill();
 * }
 * </pre>
 */
public final class RunningDaemon {

	/** The latest time whose year has four digits. */
	private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

	private static final long POLL_MILLIS = 10;

	private static final Duration SIGNALS_TIMEOUT = Duration.ofSeconds(10);

	/** How long an ended process may still seem to be alive. */
	private static final Duration REFUSAL_TIMEOUT = Duration.ofSeconds(1);

	private static final int ROOT = 0;

	/** Of a pid file with the reason why there is no daemon, in bytes. */
	private static final int MAX_LENGTH = 1 << 14;

	private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

	private final Path pidFile;

	private final long pid;

	private final ProcessIdentity process;

	private final Instant startedAt;

	/** The pid file; null if the daemon was found without it. */
	private final @Nullable FileSnapshot found;

	private RunningDaemon(Path pidFile, ProcessIdentity process, @Nullable FileSnapshot found) throws IOException {
		this.pidFile = pidFile;
		this.found = found;
		this.pid = process.pid();
		this.process = process;
		this.startedAt = process.startedAt();
	}

	/**
	 * Find the daemon that holds the lock of a pid file. The process id in the file does
	 * not count, since another process may have that id by now. A lock held by a process
	 * that cannot be the daemon, for instance another user's, is ignored. A running
	 * daemon whose pid file was removed is found as well, if this user may inspect its
	 * process.
	 * @param pidFile the pid file
	 * @return the daemon; empty if there is none
	 * @throws DaemonException if it cannot be determined, for instance because this user
	 * may not inspect the directory or the process that holds the lock, or because
	 * everybody may write to the directory
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
			throw new DaemonException("cannot determine whether the daemon is running: " + ex.getMessage(),
					Option.PID_FILE, Map.of(), ex);
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
				// It has ended in the meantime
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
	 * Return why a supervisor has given up a daemon, which is not running any more.
	 * @param pidFile the pid file that it has left behind
	 * @return a sentence without a period; empty if it has left none
	 */
	public static Optional<String> lastEnd(Path pidFile) {
		try {
			FileSnapshot file = FileSnapshot.of(pidFile.toAbsolutePath());
			String content = new String(file.isRegular() ? file.read(0, MAX_LENGTH) : new byte[0],
					StandardCharsets.UTF_8);
			return content.lines().skip(1).map(ByteStrings::harmless).filter((line) -> !line.isBlank()).findFirst();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Find a process that holds the lock of a pid file but cannot be its daemon, such as
	 * a process of another user. It is ignored: a start replaces the file.
	 * @param pidFile the pid file
	 * @return its process id, 0 if the process cannot be found; empty if there is no such
	 * process
	 */
	public static OptionalLong findStranger(Path pidFile) {
		return PidFileLock.stranger(pidFile.toAbsolutePath());
	}

	ProcessIdentity process() {
		return this.process;
	}

	/**
	 * Return the process id.
	 * @return the process id
	 */
	public long pid() {
		return this.pid;
	}

	/**
	 * Return when the daemon's process was started.
	 * @return the time, to a hundredth of a second
	 */
	public Instant startedAt() {
		return this.startedAt;
	}

	/**
	 * Return whether the daemon is still running. Once it has ended, all its files are
	 * closed and all its locks are released.
	 * @return whether the daemon is running
	 */
	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Return the values that the daemon {@linkplain DaemonContext#publish published}.
	 * @return the values by name, with control characters escaped; empty if there are
	 * none or this user may not read them
	 */
	public Map<String, String> published() {
		return StatusFile.read(this.pid);
	}

	/**
	 * Return the process that starts the daemon again when it has crashed. While it waits
	 * before it does that, this object stands for that process instead of the daemon.
	 * @return the supervisor; empty if there is none, as when it was killed, or if this
	 * user may not read that
	 * @see RunningSupervisor#isWaiting()
	 */
	public Optional<RunningSupervisor> supervisor() {
		return Optional.ofNullable(RunningSupervisor.of(this.process, published()));
	}

	/**
	 * Return when the daemon became ready.
	 * @return the time; empty if the daemon is not ready yet, if this user may not read
	 * it, or if the published value is not a time
	 */
	public Optional<Instant> readyAt() {
		try {
			return Optional.ofNullable(published().get(Published.READY))
				.map(Instant::parse)
				.filter((time) -> time.isAfter(Instant.EPOCH) && time.isBefore(LATEST));
		}
		catch (DateTimeParseException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Return where the daemon listens for connections, as the kernel knows it.
	 * @return the addresses, as in {@code 127.0.0.1:8080}, and the paths of Unix domain
	 * sockets, with control characters escaped; empty if this user may not inspect the
	 * daemon
	 */
	public List<String> listening() {
		return SocketTable.listening(this.pid).stream().map(ByteStrings::harmless).toList();
	}

	/**
	 * Return what the daemon's process uses of the machine.
	 * @return its usage at this moment
	 */
	public ResourceUsage usage() {
		return ResourceUsage.of(this.pid);
	}

	/**
	 * Return how much memory is missing for a second process like this daemon, as it runs
	 * for a while during an {@linkplain Daemon#upgrade upgrade}. The machine and the
	 * control groups of this process (version 2) limit it.
	 * @return the number of bytes; 0 if there is enough, or this cannot be determined
	 */
	public long missingMemory() {
		return Math.max(0, Memory.of(this.pid) - Memory.available());
	}

	/**
	 * Shut the daemon down gracefully: send it SIGTERM and wait for its end. If the
	 * daemon was not permitted to remove its pid file, this method removes it. If the
	 * former generation still drains, this method waits for its end, too. A supervisor is
	 * told first, and ends as well.
	 * @param timeout how long to wait at most
	 * @return whether the daemon has ended
	 * @throws InterruptedException if this thread is interrupted
	 * @throws SystemCallException if it is not permitted, as with another user's daemon
	 */
	public boolean stop(Duration timeout) throws InterruptedException {
		DaemonEnd end = end();
		end.tellSupervisor();
		send(ProcessHandle::destroy);
		return end.await(timeout);
	}

	/**
	 * Shut the daemon down like {@link #stop(Duration)}, and show progress. If standard
	 * output is a terminal and the shutdown takes more than a second, a line there says
	 * so.
	 * @param timeout how long to wait at most
	 * @param programName the name of the daemon in that line
	 * @return whether the daemon has ended
	 * @throws InterruptedException if this thread is interrupted
	 * @throws SystemCallException if it is not permitted, as with another user's daemon
	 */
	public boolean stop(Duration timeout, String programName) throws InterruptedException {
		try (ProgressLine progress = ProgressLine.show(programName, "stopping")) {
			DaemonEnd end = end();
			end.tellSupervisor();
			send(ProcessHandle::destroy);
			progress.phase("stopping, pid " + this.pid);
			return end.await(timeout);
		}
	}

	/**
	 * Kill the daemon, and a supervisor first: send it SIGKILL, wait for its end, and
	 * remove the pid file.
	 * @return whether the daemon has ended
	 * @throws InterruptedException if this thread is interrupted
	 * @throws SystemCallException if it is not permitted, as with another user's daemon
	 */
	public boolean kill() throws InterruptedException {
		DaemonEnd end = new DaemonEnd(this.pidFile, this.process, this.found, supervisorOnly());
		boolean supervised = end.killSupervisor();
		send(ProcessHandle::destroyForcibly);
		boolean ended = end.await(KILL_TIMEOUT);
		// The supervisor may have started another process before it was killed
		Optional<RunningDaemon> another = (supervised && ended) ? find(this.pidFile) : Optional.empty();
		return another.isPresent() ? another.get().kill() : ended;
	}

	/**
	 * Send the daemon a signal that it
	 * {@linkplain DaemonAttr.Builder#signals(DaemonSignal...) handles}. A daemon that was
	 * started a moment ago gets up to 10 seconds to set up its handler. A daemon that
	 * does not handle the signal is sent nothing, since the signal could end it.
	 * @param signal the signal
	 * @return whether it was sent; false if the daemon does not handle the signal or has
	 * ended
	 * @throws InterruptedException if this thread is interrupted
	 * @throws SystemCallException if it is not permitted, as with another user's daemon
	 */
	public boolean signal(DaemonSignal signal) throws InterruptedException {
		if (LockHolder.isHidden(this.pid)) {
			throw isSignalledByThisUser() ? new DaemonException("cannot determine whether process " + this.pid
					+ " handles SIG" + signal.name() + ", since this user may not inspect it") : refused();
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
	 * Make the daemon's JVM print a thread dump, with SIGQUIT. If the daemon's output is
	 * {@linkplain DaemonAttr.Builder#captureOutput(boolean) captured}, the dump becomes
	 * part of it. A process that this user may not inspect, or that the signal could end,
	 * is sent nothing.
	 * @return whether it was sent
	 * @throws InterruptedException if this thread is interrupted
	 */
	public boolean dumpThreads() throws InterruptedException {
		try {
			return !published().isEmpty() && this.process.handles(Signals.SIGQUIT)
					&& DaemonControl.send(this.process, Signals.SIGQUIT);
		}
		catch (ErrnoException | UnsatisfiedLinkError | NoClassDefFoundError ex) {
			// Not permitted, or no native library: the thread dump is optional
			return false;
		}
	}

	private boolean handles(DaemonSignal signal) throws InterruptedException {
		long start = System.nanoTime();
		String signals;
		while ((signals = published().get(Published.SIGNALS)) == null) {
			if (!isAlive() || System.nanoTime() - start > SIGNALS_TIMEOUT.toNanos()) {
				return false;
			}
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
		}
		return List.of(signals.split(",", -1)).contains(signal.name());
	}

	/**
	 * Send a signal by a handle. A handle obtained while the process is alive never
	 * refers to another process.
	 */
	private void send(Predicate<ProcessHandle> call) throws InterruptedException {
		long start = System.nanoTime();
		while (true) {
			Optional<ProcessHandle> handle = ProcessHandle.of(this.pid);
			if (!isAlive() || handle.filter(call).isPresent()) {
				return;
			}
			// It may have just ended, which takes a moment to become visible
			if (!isSignalledByThisUser() || System.nanoTime() - start > REFUSAL_TIMEOUT.toNanos()) {
				throw refused();
			}
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
		}
	}

	/**
	 * Return whether this user may send it signals, by the rules of kill(2).
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

	/**
	 * Return what the daemon publishes without other generations, which are not killed.
	 */
	private Map<String, String> supervisorOnly() {
		String supervisor = published().get(StatusFile.SUPERVISOR);
		return (supervisor != null) ? Map.of(StatusFile.SUPERVISOR, supervisor) : Map.of();
	}

	private DaemonEnd end() {
		return new DaemonEnd(this.pidFile, this.process, this.found, published());
	}

	@Override
	public String toString() {
		return "process " + this.pid + " of " + this.pidFile;
	}

}

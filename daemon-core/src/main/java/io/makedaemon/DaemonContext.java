package io.makedaemon;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.makedaemon.capture.CapturedStreams;
import io.makedaemon.pidfile.KeptPidFile;
import io.makedaemon.pidfile.StatusFile;
import io.makedaemon.posix.BytePath;
import io.makedaemon.signal.SignalQueue;

/**
 * What the daemon has inherited. Thread-safe.
 */
public final class DaemonContext {

	private final DaemonOrigin origin;

	private final OpenedFiles files;

	/** Null if there are none. */
	private final @Nullable OpenedSockets sockets;

	private final InputStream stdout;

	private final InputStream stderr;

	private final DaemonReport report;

	private final @Nullable StatusFile status;

	private final @Nullable KeptPidFile pidFile;

	private final SignalQueue signals;

	private final Generation generation;

	private final @Nullable DaemonSupervisor supervisor;

	private volatile int drainingConnections;

	/**
	 * Create a context.
	 * @param sockets the sockets, or null if there are none
	 * @param captured the captured output, or null if output is not captured
	 * @param status the file that describes this process, or null if nobody can find it
	 * @param pidFile the pid file, or null if there is none
	 * @param generation the generation of the daemon that this process is
	 * @param supervisor the supervisor, or null if there is none
	 */
	DaemonContext(DaemonOrigin origin, OpenedFiles files, @Nullable OpenedSockets sockets,
			@Nullable CapturedStreams captured, DaemonReport report, @Nullable StatusFile status,
			@Nullable KeptPidFile pidFile, SignalQueue signals, Generation generation,
			@Nullable DaemonSupervisor supervisor) {
		this.origin = origin;
		this.files = files;
		this.sockets = sockets;
		this.stdout = (captured != null) ? captured.stdout() : InputStream.nullInputStream();
		this.stderr = (captured != null) ? captured.stderr() : InputStream.nullInputStream();
		this.report = report;
		this.status = status;
		this.pidFile = pidFile;
		this.signals = signals;
		this.generation = generation;
		this.supervisor = supervisor;
	}

	/**
	 * Create a context for a process that stays in the foreground, for instance a test.
	 * This process opens, locks and binds each declared file and socket itself, with
	 * Java's locks, when its channel is first used. Nothing is captured. Nobody waits for
	 * the process or can find it, so reports have no effect, and no signals arrive. The
	 * first context of a process has the sockets that the service manager has handed over
	 * to it.
	 * @param attr the options
	 * @return the context
	 */
	public static DaemonContext inForeground(DaemonAttr attr) {
		DaemonOptions options = attr.options();
		List<DaemonSocket> declared = options.takeActivated();
		return new DaemonContext(
				new DaemonOrigin(options.programName(), Path.of("").toAbsolutePath(), ProcessState.now().startedAt(),
						options.message()),
				OpenedFiles.inForeground(options.files()),
				declared.isEmpty() ? null : OpenedSockets.inForeground(declared), null, DaemonReport.toNobody(), null,
				null, SignalQueue.of(List.of()), Generation.first(1, null, (exitCode) -> {
				}), null);
	}

	/**
	 * Return what this process writes to its standard output. This includes the output of
	 * Java code, the JVM, native libraries, and child processes that inherit the stream.
	 *
	 * <p>
	 * The caller must read the stream or close it. Once reading has begun, code that
	 * prints to {@link System#out} waits while the reader is 1 MiB behind. Nothing else
	 * ever waits, since the JVM could hang: unread output is kept in memory, up to the
	 * {@linkplain DaemonAttr.Builder#captureBacklog(long) backlog}. Do not write what is
	 * read to standard output or error again, or it comes back in an endless loop.
	 *
	 * <p>
	 * The descriptor refers to a file in memory, which can be reopened only for
	 * appending.
	 * @return the stream, which never ends; an empty stream if output is not captured
	 */
	public InputStream stdout() {
		return this.stdout;
	}

	/**
	 * Return what this process writes to its standard error; see {@link #stdout()}.
	 * @return the stream, which never ends; an empty stream if output is not captured
	 */
	public InputStream stderr() {
		return this.stderr;
	}

	/**
	 * Return the inherited files.
	 * @return the files of the {@link DaemonAttr}, in order
	 */
	public List<DaemonFile> files() {
		return this.files.declared();
	}

	/**
	 * Return the name of an inherited file.
	 * @param file one of the {@link #files()}
	 * @return the absolute path, or the name of a file that the caller of
	 * {@link Daemon#makeDaemon} has opened; in the {@linkplain #inForeground foreground},
	 * the declared path or name
	 * @throws IllegalArgumentException if the file is not one of the files
	 */
	public String name(DaemonFile file) {
		return this.files.name(file);
	}

	/**
	 * Return the channel of an inherited file. Closing the channel closes the file and
	 * thereby releases the lock. Every call returns the same channel. In the
	 * {@linkplain #inForeground foreground}, the first call opens and locks the file.
	 * @param file one of the {@link #files()}
	 * @return the channel, for reading or writing as declared
	 * @throws IllegalArgumentException if the file is not one of the files
	 * @throws IOException if the channel cannot be created or, in the foreground, if the
	 * file cannot be opened or locked
	 */
	public FileChannel channel(DaemonFile file) throws IOException {
		return this.files.channel(file);
	}

	/**
	 * Return channels on the inherited sockets: on the open file descriptions that
	 * {@link Daemon#makeDaemon} has created, which listen already. The first call creates
	 * the channels, and every call returns the same ones. Closing a channel closes the
	 * socket. In the {@linkplain #inForeground foreground}, the first call binds the
	 * sockets.
	 * @return an unmodifiable map of the channels by their names, in the order of their
	 * declaration; they are bound and in blocking mode
	 * @throws DaemonException if a channel cannot be created or, in the foreground, if a
	 * socket cannot be bound; the next call tries again
	 */
	public Map<String, ServerSocketChannel> sockets() {
		return (this.sockets != null) ? this.sockets.channels() : Map.of();
	}

	/**
	 * Return the addresses of the inherited sockets in readable form. They remain
	 * available after a channel is closed.
	 * @return addresses such as {@code [::]:8080}, or paths, by the names of the sockets,
	 * in the order of their declaration; empty in the {@linkplain #inForeground
	 * foreground} before {@link #sockets()} has bound them
	 */
	public Map<String, String> socketAddresses() {
		return (this.sockets != null) ? this.sockets.addresses() : Map.of();
	}

	/**
	 * Return what is wrong with the {@linkplain DaemonAttr.Builder#pidFile(Path) pid
	 * file}. This process watches it: if somebody removes the file, it is created again
	 * within seconds, if this user may do that.
	 * @return a sentence if the file is missing or belongs to another process, so that
	 * this daemon cannot be found by it; empty if there is no problem or no pid file
	 */
	public Optional<String> pidFileProblem() {
		return Optional.ofNullable(this.pidFile).map(KeptPidFile::problem);
	}

	/**
	 * Return the process that starts this daemon again when it has crashed.
	 * @return the supervisor; empty without a
	 * {@linkplain DaemonAttr.Builder#supervision(Supervision) supervision}
	 */
	public Optional<DaemonSupervisor> supervisor() {
		return Optional.ofNullable(this.supervisor);
	}

	/**
	 * Set the listener for problems with the pid file.
	 * @param listener accepts a sentence when the file is missing or belongs to another
	 * process, and when it is restored; it is called on a single thread of this library
	 * and must not block it
	 */
	public void onPidFileProblem(Consumer<String> listener) {
		if (this.pidFile != null) {
			this.pidFile.listen(listener);
		}
	}

	/**
	 * Return the daemon's {@code argv[0]}.
	 * @return the program name
	 */
	public String programName() {
		return this.origin.programName();
	}

	/**
	 * Return the directory in which the user typed the command.
	 * @return the absolute path
	 */
	public Path launchDirectory() {
		return this.origin.launchDirectory();
	}

	/**
	 * Return when the parent was started, which is when the user typed the command.
	 * @return the time, to a hundredth of a second
	 */
	public Instant startedAt() {
		return this.origin.startedAt();
	}

	/**
	 * Return the message from the parent to the daemon.
	 * @return the {@linkplain DaemonAttr.Builder#message(String) message} of the parent's
	 * options; empty if there is none
	 */
	public String message() {
		return this.origin.message();
	}

	/**
	 * Return whether a parent waits for this daemon to become ready.
	 * @return whether a parent waits; always false without a
	 * {@linkplain DaemonAttr.Builder#startTimeout(Duration) start timeout} and after a
	 * report
	 */
	public boolean isAwaited() {
		return this.report.isAwaited();
	}

	/**
	 * Tell the waiting parent what the daemon is doing on its way to becoming ready. This
	 * method does nothing if no parent waits, or after {@link #ready()} or
	 * {@link #failed(String)}.
	 * @param phase what the daemon is doing, in a few words
	 */
	public void progress(String phase) {
		this.report.progress(phase);
	}

	/**
	 * Tell the waiting parent which file this daemon logs to instead of the
	 * {@linkplain DaemonAttr.Builder#logFile(Path) declared} one. This method does
	 * nothing if no parent waits, or after {@link #ready()} or {@link #failed(String)}.
	 * @param file the file; null if the daemon does not log to a file
	 */
	public void logsTo(@Nullable Path file) {
		this.report.logFile((file != null) ? BytePath.of(file) : "");
	}

	/**
	 * Set the listener for the {@linkplain DaemonAttr.Builder#signals signals}. It
	 * receives, once each, those that have arrived since the daemon started, and then all
	 * that arrive later. It is called on threads of the JVM, never concurrently.
	 * @param listener the listener
	 * @throws DaemonException if one of the signals cannot be handled in this JVM; the
	 * others are still delivered
	 */
	public void onSignal(Consumer<DaemonSignal> listener) {
		this.signals.deliverTo((name) -> listener.accept(DaemonSignal.valueOf(name)));
		String problem = this.signals.problem();
		if (problem != null) {
			throw new DaemonException(problem);
		}
	}

	/**
	 * Publish a value about this daemon to other programs of its user and of root, which
	 * read it with {@link RunningDaemon#published()}. This method does nothing in a
	 * daemon without a pid file, which cannot be found.
	 * @param name the name of the value; a value published under this name before is
	 * replaced
	 * @param value the value
	 * @throws IllegalArgumentException if the name or the value contains a line break, or
	 * the name contains an equals sign
	 */
	public synchronized void publish(String name, String value) {
		if ((name + value).indexOf('\n') >= 0 || name.indexOf('=') >= 0) {
			throw new IllegalArgumentException("cannot be published: " + name + "=" + value);
		}
		if (this.status == null) {
			return;
		}
		try {
			this.status.add(name, value);
		}
		catch (IOException ex) {
			// No memory is left, which is the bigger problem
		}
	}

	/**
	 * Return which generation of the daemon this process is.
	 * @return 1 if the daemon was started, and one more for each
	 * {@linkplain Daemon#upgrade upgrade} since then
	 */
	public int generation() {
		return this.generation.number();
	}

	/**
	 * Return the process that this one replaces or has replaced in an upgrade.
	 * @return its process id; empty if the daemon was started
	 */
	public OptionalLong upgradedFrom() {
		return this.generation.predecessor();
	}

	/**
	 * Return whether no other generation of the daemon is running. After an upgrade, the
	 * former one still answers what it has begun for a while.
	 * @return whether this process is alone; true if the daemon was started
	 */
	public boolean isSoleOwner() {
		return this.generation.isSoleOwner();
	}

	/**
	 * Run an action as soon as no other generation of the daemon is running: what must
	 * not be done twice at the same time, such as scheduled work, belongs here.
	 * @param action the action; it is called at once if this process is alone, otherwise
	 * on a thread of this library
	 */
	public void onSoleOwner(Runnable action) {
		this.generation.onSoleOwner(action);
	}

	/**
	 * Set the listener for whether another generation of the daemon may be running, which
	 * uses the same files, such as a log. It is told true before the next generation is
	 * started, and false if that has failed; in the next generation, true at once, and
	 * false when the former one has ended.
	 * @param listener the listener; it is called on the calling thread or on a thread of
	 * this library, never concurrently, and the upgrade waits for it
	 */
	public void onShared(Consumer<Boolean> listener) {
		this.generation.onShared(listener);
	}

	/**
	 * Set the action that finishes what this process has begun once the next generation
	 * has taken over. It must accept no more connections. When it returns, this process
	 * ends by {@link System#exit} with exit code 0. Without an action, it ends at once.
	 * @param action the action; it is called once, on a thread of this library
	 */
	public void onDrain(Runnable action) {
		this.generation.onDrain(action);
	}

	/**
	 * Tell the waiting command how many connections this process still has while it
	 * drains.
	 * @param connections their number
	 * @param cut how many of them were closed before they had ended by themselves
	 */
	public void draining(int connections, int cut) {
		this.drainingConnections = connections;
		publish(Published.DRAINING, connections + " " + cut);
	}

	/**
	 * Return how many connections this process still has while it drains.
	 * @return the number that was last passed to {@link #draining}; 0 before that
	 */
	public int drainingConnections() {
		return this.drainingConnections;
	}

	/**
	 * Report to the waiting parent that the daemon is ready; the parent ends with exit
	 * code 0. Other programs can see it with {@link RunningDaemon#readyAt()}. This method
	 * does nothing after an earlier report.
	 *
	 * <p>
	 * In an {@linkplain Daemon#upgrade upgrade}, this method returns when this process
	 * has taken over, and may accept connections. If the upgrade was abandoned, this
	 * process ends instead.
	 *
	 * <p>
	 * Output that is not {@linkplain DaemonAttr.Builder#captureOutput(boolean) captured}
	 * goes to {@code /dev/null} from now on. Until now it was kept in memory for the
	 * parent, which shows it if the daemon ends before it is ready.
	 *
	 * <p>
	 * A few seconds later, unused native memory of the JVM is returned to the system
	 * once, as by {@code jcmd System.trim_native_heap}, if the JVM supports it.
	 */
	public void ready() {
		boolean first = !this.report.isDone();
		boolean inCharge = this.generation.isInCharge();
		if (first && inCharge) {
			publish(Published.READY, Instant.now().toString());
		}
		this.report.ready();
		this.generation.awaitCharge();
		if (first && !inCharge) {
			publish(Published.READY, Instant.now().toString());
		}
	}

	/**
	 * Report to the waiting parent that the daemon has failed. The parent's
	 * {@code makeDaemon} throws a {@link StartFailedException} once this process has
	 * ended, and kills it if it does not end by itself. A {@linkplain #supervisor()
	 * supervisor} is told as well. This method does nothing after an earlier report.
	 * @param text the reason, for the user
	 */
	public void failed(String text) {
		if (this.supervisor != null && !this.report.isDone()) {
			publish(Published.FAILED, Published.line(text));
		}
		this.report.failed(text);
	}

}

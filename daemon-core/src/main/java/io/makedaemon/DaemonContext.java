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
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.makedaemon.capture.CapturedStreams;
import io.makedaemon.pidfile.KeptPidFile;
import io.makedaemon.pidfile.StatusFile;
import io.makedaemon.posix.BytePath;
import io.makedaemon.signal.SignalQueue;

/**
 * What the daemon has inherited. Safe for use by several threads.
 */
public final class DaemonContext {

	static final String READY = "ready";

	static final String SIGNALS = "signals";

	static final String SOCKETS = "sockets";

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

	/**
	 * Creates a context.
	 * @param sockets the sockets, or null if there are none
	 * @param captured the captured output, or null if output is not captured
	 * @param status where to tell of this process, or null if nobody can find it
	 * @param pidFile the pid file, or null if there is none
	 */
	DaemonContext(DaemonOrigin origin, OpenedFiles files, @Nullable OpenedSockets sockets,
			@Nullable CapturedStreams captured, DaemonReport report, @Nullable StatusFile status,
			@Nullable KeptPidFile pidFile, SignalQueue signals) {
		this.origin = origin;
		this.files = files;
		this.sockets = sockets;
		this.stdout = (captured != null) ? captured.stdout() : InputStream.nullInputStream();
		this.stderr = (captured != null) ? captured.stderr() : InputStream.nullInputStream();
		this.report = report;
		this.status = status;
		this.pidFile = pidFile;
		this.signals = signals;
	}

	/**
	 * Makes a context for a process that is to stay in the foreground, as in a test: with
	 * the declared files and sockets, which this process opens, locks and binds itself
	 * when their channels are first used (the locks are those of Java then), and nothing
	 * captured. Nobody waits for it or can look at it, so reports have no effect, and no
	 * signals come.
	 * @param attr the options
	 * @return the context
	 */
	public static DaemonContext inForeground(DaemonAttr attr) {
		DaemonOptions options = attr.options();
		List<DaemonSocket> declared = options.withActivated();
		return new DaemonContext(
				new DaemonOrigin(options.programName(), Path.of("").toAbsolutePath(), ProcessState.now().startedAt(),
						options.message()),
				OpenedFiles.inForeground(options.files()),
				declared.isEmpty() ? null : OpenedSockets.inForeground(declared), null, DaemonReport.toNobody(), null,
				null, SignalQueue.of(List.of()));
	}

	/**
	 * Returns what this process writes to its standard output: Java code, the JVM, native
	 * libraries, and child processes that inherit it.
	 *
	 * <p>
	 * Nothing is done with it: whoever has it captured must read it, or close the stream.
	 * Once somebody has begun to read, whoever prints by {@link System#out} waits while
	 * the reading is 1 MiB behind. Nobody else ever waits, since the JVM could hang then:
	 * what is not read is kept in memory, up to the
	 * {@linkplain DaemonAttr.Builder#captureBacklog(long) backlog}. What is read must not
	 * be written to standard output or error again, or it comes back in an endless loop.
	 *
	 * <p>
	 * Behind the descriptor is a file in memory. It can be opened anew by its name
	 * ({@code /dev/stdout}) for appending, not for writing from the start.
	 * @return the stream, which never ends; an empty one if output is not captured
	 */
	public InputStream stdout() {
		return this.stdout;
	}

	/**
	 * Returns what this process writes to its standard error; see {@link #stdout()}.
	 * @return the stream, which never ends; an empty one if output is not captured
	 */
	public InputStream stderr() {
		return this.stderr;
	}

	/**
	 * Return the inherited files.
	 * @return the files of the {@link DaemonAttr}, in their order
	 */
	public List<DaemonFile> files() {
		return this.files.declared();
	}

	/**
	 * Return the name of an inherited file.
	 * @param file the file, which is one of {@link #files()}
	 * @return the absolute path, or the name of a file that the caller of
	 * {@link Daemon#makeDaemon} has opened; in a {@linkplain #inForeground foreground},
	 * what was declared
	 * @throws IllegalArgumentException if it is not one of the files
	 */
	public String name(DaemonFile file) {
		return this.files.name(file);
	}

	/**
	 * Return a channel on an inherited file: the open file that {@link Daemon#makeDaemon}
	 * has opened, and locked if that was declared. Closing the channel closes the file,
	 * and so releases the lock. May be called by any thread; it is always the same
	 * channel. In a {@linkplain #inForeground foreground} the file is opened and locked
	 * by the first call.
	 * @param file the file, which is one of {@link #files()}
	 * @return the channel, for reading or writing as the file was opened
	 * @throws IllegalArgumentException if it is not one of the files
	 * @throws IOException if no channel can be made; in the foreground, if the file
	 * cannot be opened or locked
	 */
	public FileChannel channel(DaemonFile file) throws IOException {
		return this.files.channel(file);
	}

	/**
	 * Return channels on the inherited sockets: on the open file descriptions that
	 * {@link Daemon#makeDaemon} has made, which listen already. They are made by the
	 * first call, and are always the same. Closing a channel closes the socket. In a
	 * {@linkplain #inForeground foreground} the sockets are bound by the first call.
	 * @return the channels by their names, in the order of their declaration: bound and
	 * in blocking mode. It cannot be changed
	 * @throws DaemonException if no channel can be made; in the foreground, if a socket
	 * cannot be bound
	 */
	public Map<String, ServerSocketChannel> sockets() {
		return (this.sockets != null) ? this.sockets.channels() : Map.of();
	}

	/**
	 * Return the addresses of the inherited sockets, for people. They stay when a channel
	 * is closed.
	 * @return such as {@code [::]:8080} or a path, by the names of the sockets, in the
	 * order of their declaration; empty in a {@linkplain #inForeground foreground}
	 */
	public Map<String, String> socketAddresses() {
		return (this.sockets != null) ? this.sockets.addresses() : Map.of();
	}

	/**
	 * Return what is wrong with the {@linkplain DaemonAttr.Builder#pidFile(Path) pid
	 * file}, which this process looks after: a file that somebody has removed is made
	 * again within seconds, if this user may do that.
	 * @return a sentence, if the file is gone or another process's: nobody finds this
	 * daemon by it then; empty if all is well, or there is no pid file
	 */
	public Optional<String> pidFileProblem() {
		return Optional.ofNullable(this.pidFile).map(KeptPidFile::problem);
	}

	/**
	 * Hear of what happens to the pid file.
	 * @param listener is given a sentence when the file is gone or another process's, and
	 * when it is in its place again; called by one thread of this library, which it must
	 * not hold up
	 */
	public void onPidFileProblem(Consumer<String> listener) {
		if (this.pidFile != null) {
			this.pidFile.listen(listener);
		}
	}

	/**
	 * Returns the daemon's {@code argv[0]}.
	 * @return the program name
	 */
	public String programName() {
		return this.origin.programName();
	}

	/**
	 * Returns the directory in which the user typed the command.
	 * @return the absolute path
	 */
	public Path launchDirectory() {
		return this.origin.launchDirectory();
	}

	/**
	 * Returns when the parent was started, which is when the user typed the command.
	 * @return the time, to a hundredth of a second
	 */
	public Instant startedAt() {
		return this.origin.startedAt();
	}

	/**
	 * Returns what the parent has told the daemon.
	 * @return the {@linkplain DaemonAttr.Builder#message(String) message} of the parent's
	 * options; empty if there is none
	 */
	public String message() {
		return this.origin.message();
	}

	/**
	 * Returns whether a parent waits for this daemon to be ready.
	 * @return whether one does: not without a
	 * {@linkplain DaemonAttr.Builder#startTimeout(Duration) start timeout}, nor after a
	 * report
	 */
	public boolean isAwaited() {
		return this.report.isAwaited();
	}

	/**
	 * Tells the waiting parent, and so the user, what the daemon does now, on its way to
	 * being ready. Does nothing when no parent waits, or after {@link #ready()} or
	 * {@link #failed(String)}.
	 * @param phase what it does, in a few words
	 */
	public void progress(String phase) {
		this.report.progress(phase);
	}

	/**
	 * Tell the waiting parent, and so the user, which file this daemon logs to, in place
	 * of the {@linkplain DaemonAttr.Builder#logFile(Path) declared} one. Does nothing
	 * when no parent waits, or after {@link #ready()} or {@link #failed(String)}.
	 * @param file the file; null if it logs to none
	 */
	public void logsTo(@Nullable Path file) {
		this.report.logFile((file != null) ? BytePath.of(file) : "");
	}

	/**
	 * Gives the {@linkplain DaemonAttr.Builder#signals signals} to a listener: those that
	 * have arrived since the daemon was started, once each, and all that will. It is
	 * called on threads of the JVM's, never by two at the same time.
	 * @param listener what to do
	 * @throws DaemonException if one of the signals cannot be handled in this JVM; the
	 * others are
	 */
	public void onSignal(Consumer<DaemonSignal> listener) {
		this.signals.deliverTo((name) -> listener.accept(DaemonSignal.valueOf(name)));
		String problem = this.signals.problem();
		if (problem != null) {
			throw new DaemonException(problem);
		}
	}

	/**
	 * Tells something of this daemon to those who look at it from outside, by
	 * {@link RunningDaemon#published()}: programs of its user, and root's. Does nothing
	 * in a daemon without a pid file, which cannot be found.
	 * @param name what it is about, in place of what was published by this name before
	 * @param value what to tell
	 * @throws IllegalArgumentException if the name or the value has a line break, or the
	 * name an equals sign
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
			// No memory is left, and the daemon has other worries
		}
	}

	/**
	 * Reports to the waiting parent that the daemon is ready; the parent ends with exit
	 * code 0. Others can see it too, by {@link RunningDaemon#readyAt()}. Does nothing
	 * after another report.
	 *
	 * <p>
	 * Output that is not {@linkplain DaemonAttr.Builder#captureOutput(boolean) captured}
	 * goes to {@code /dev/null} from now on. Until now it was kept in memory for the
	 * parent, which shows it if the daemon ends without being ready.
	 *
	 * <p>
	 * Some seconds later the native memory that the JVM no longer needs is given back to
	 * the system, once, as {@code jcmd System.trim_native_heap} does, where the JVM has
	 * that.
	 */
	public synchronized void ready() {
		if (!this.report.isDone()) {
			publish(READY, Instant.now().toString());
		}
		this.report.ready();
	}

	/**
	 * Reports to the waiting parent that the daemon has failed: the parent's
	 * {@code makeDaemon} throws a {@link StartFailedException} once this process has
	 * ended, and ends it if it does not end by itself. Does nothing when no parent waits,
	 * or after another report.
	 * @param text why, for the user's eyes
	 */
	public synchronized void failed(String text) {
		this.report.failed(text);
	}

}

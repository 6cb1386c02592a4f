package io.makedaemon;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.makedaemon.capture.StandardStream;
import io.makedaemon.pidfile.StatusFile;
import io.makedaemon.signal.SignalQueue;
import io.makedaemon.wire.Report;

/**
 * What the daemon has inherited. Safe for use by several threads.
 */
public final class DaemonContext {

	static final String READY = "ready";

	static final String SIGNALS = "signals";

	private final InputStream stdout;

	private final InputStream stderr;

	private final DaemonAttr attr;

	private final String programName;

	private final Path launchDirectory;

	private final Instant startedAt;

	private final String message;

	private final @Nullable StatusFile status;

	private @Nullable OutputStream reports;

	private boolean reported;

	/**
	 * Creates a context.
	 * @param reports the pipe to the parent, or null if nobody waits
	 * @param status where to tell of this process, or null if nobody can find it
	 */
	DaemonContext(DaemonAttr attr, String programName, Path launchDirectory, Instant startedAt, String message,
			InputStream stdout, InputStream stderr, @Nullable OutputStream reports, @Nullable StatusFile status) {
		this.attr = attr;
		this.programName = programName;
		this.launchDirectory = launchDirectory;
		this.startedAt = startedAt;
		this.message = message;
		this.stdout = stdout;
		this.stderr = stderr;
		this.reports = reports;
		this.status = status;
	}

	/**
	 * Makes a context for a process that is to stay in the foreground, as in a test: with
	 * the declared files, which this process opens and locks itself when their channels
	 * are first used (the locks are those of Java then), and nothing captured. Nobody
	 * waits for it or can look at it, so reports have no effect, and no signals come.
	 * @param attr the options
	 * @return the context
	 */
	public static DaemonContext inForeground(DaemonAttr attr) {
		attr.files().forEach(DaemonFile::openHere);
		return new DaemonContext(attr, attr.programName(), Daemon.launchDirectory(), ProcessState.now().startedAt(),
				attr.message(), InputStream.nullInputStream(), InputStream.nullInputStream(), null, null);
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
	 * {@linkplain DaemonAttr#captureBacklog() backlog}. What is read must not be written
	 * to standard output or error again, or it comes back in an endless loop.
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
	 * Returns the inherited files.
	 * @return the files of the {@link DaemonAttr}, in their order
	 */
	public List<DaemonFile> files() {
		return this.attr.files();
	}

	/**
	 * Returns the daemon's {@code argv[0]}.
	 * @return the program name
	 */
	public String programName() {
		return this.programName;
	}

	/**
	 * Returns the directory in which the user typed the command.
	 * @return the absolute path
	 */
	public Path launchDirectory() {
		return this.launchDirectory;
	}

	/**
	 * Returns when the parent was started, which is when the user typed the command.
	 * @return the time, to a hundredth of a second
	 */
	public Instant startedAt() {
		return this.startedAt;
	}

	/**
	 * Returns what the parent has told the daemon.
	 * @return the {@linkplain DaemonAttr#message() message} of the parent's options;
	 * empty if there is none
	 */
	public String message() {
		return this.message;
	}

	/**
	 * Returns whether a parent waits for this daemon to be ready.
	 * @return whether one does: not without a {@linkplain DaemonAttr#startTimeout() start
	 * timeout}, nor after a report
	 */
	public synchronized boolean isAwaited() {
		return this.reports != null;
	}

	/**
	 * Tells the waiting parent, and so the user, what the daemon does now, on its way to
	 * being ready. Does nothing when no parent waits, or after {@link #ready()} or
	 * {@link #failed(String)}.
	 * @param phase what it does, in a few words
	 */
	public synchronized void progress(String phase) {
		if (this.reports != null) {
			send(this.reports, new Report.Phase(phase));
		}
	}

	/**
	 * Gives the {@linkplain DaemonAttr#signals() signals} to a listener: those that have
	 * arrived since the daemon was started, once each, and all that will. It is called on
	 * threads of the JVM's, never by two at the same time.
	 * @param listener what to do
	 * @throws DaemonException if one of the signals cannot be handled in this JVM; the
	 * others are
	 */
	public void onSignal(Consumer<DaemonSignal> listener) {
		SignalQueue signals = Stage2Daemon.signals();
		signals.deliverTo((name) -> listener.accept(DaemonSignal.valueOf(name)));
		String problem = signals.problem();
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
	 * Output that is not {@linkplain DaemonAttr#captureOutput() captured} goes to
	 * {@code /dev/null} from now on. Until now it was kept in memory for the parent,
	 * which shows it if the daemon ends without being ready.
	 *
	 * <p>
	 * Some seconds later the native memory that the JVM no longer needs is given back to
	 * the system, once, as {@code jcmd System.trim_native_heap} does, where the JVM has
	 * that.
	 */
	public synchronized void ready() {
		if (!this.reported) {
			publish(READY, Instant.now().toString());
			if (Stage2Daemon.isThisProcess()) {
				NativeHeap.trimLater();
			}
		}
		if (this.reports != null) {
			Stage2Daemon.releaseCompilers();
		}
		report(new Report.Ready());
	}

	/**
	 * Reports to the waiting parent that the daemon has failed: the parent's
	 * {@code makeDaemon} throws a {@link StartFailedException} once this process has
	 * ended, and ends it if it does not end by itself. Does nothing when no parent waits,
	 * or after another report.
	 * @param text why, for the user's eyes
	 */
	public void failed(String text) {
		report(new Report.Failed(text));
	}

	private synchronized void report(Report report) {
		this.reported = true;
		if (this.reports == null) {
			return;
		}
		if (!this.attr.captureOutput()) {
			discardOutput();
		}
		try (OutputStream stream = this.reports) {
			send(stream, report);
		}
		catch (IOException ex) {
			// The parent was killed: nobody waits any more
		}
		this.reports = null;
	}

	private static void send(OutputStream stream, Report report) {
		try {
			report.write(stream);
		}
		catch (IOException ex) {
			// The parent was killed: nobody waits any more
		}
	}

	private static void discardOutput() {
		for (StandardStream stream : StandardStream.values()) {
			try {
				stream.discard();
			}
			catch (IOException ex) {
				// No descriptor is left: what is printed stays in memory
			}
		}
	}

}

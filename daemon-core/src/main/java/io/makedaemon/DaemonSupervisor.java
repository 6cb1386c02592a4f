package io.makedaemon;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.makedaemon.capture.UnreadStream;
import io.makedaemon.pidfile.StatusFile;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.proc.ProcessIdentity;
import io.makedaemon.wire.Supervised;

/**
 * The process that {@linkplain Supervision supervises} this daemon, and what it knows of
 * the process that this one follows. Thread-safe.
 */
public final class DaemonSupervisor {

	private final ProcessIdentity process;

	private final int restarts;

	private final String lastEnd;

	private final Instant lastEndAt;

	private final Duration liveness;

	private final InputStream formerStdout;

	private final InputStream formerStderr;

	private final @Nullable StatusFile status;

	DaemonSupervisor(Supervised supervised, @Nullable StatusFile status) throws IOException {
		this.process = supervised.supervisor();
		this.restarts = supervised.restarts();
		this.lastEnd = supervised.reason();
		this.lastEndAt = Instant.ofEpochMilli(supervised.endedAt());
		this.liveness = Duration.ofMillis(supervised.liveness());
		this.formerStdout = stream(supervised.formerStdout());
		this.formerStderr = stream(supervised.formerStderr());
		this.status = status;
	}

	private static InputStream stream(int descriptor) throws IOException {
		return (descriptor >= 0) ? new UnreadStream(Descriptors.adopt(descriptor)) : InputStream.nullInputStream();
	}

	/**
	 * Return its process id.
	 * @return the process id
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Return whether it is running. If it was killed, this daemon goes on without one.
	 * @return whether it is
	 */
	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Return how often it has started the daemon again.
	 * @return the number; 0 if this is the daemon's first process
	 */
	public int restarts() {
		return this.restarts;
	}

	/**
	 * Return how the process before this one has ended.
	 * @return a clause; empty if this is the daemon's first process
	 */
	public Optional<String> lastEnd() {
		return this.lastEnd.isEmpty() ? Optional.empty() : Optional.of(this.lastEnd);
	}

	/**
	 * Return when the process before this one has ended.
	 * @return the time; empty if this is the daemon's first process
	 */
	public Optional<Instant> lastEndAt() {
		return this.lastEnd.isEmpty() ? Optional.empty() : Optional.of(this.lastEndAt);
	}

	/**
	 * Return what the process before this one has written to its standard output, and
	 * nobody has read: its last words, if it has crashed. The last line that was read may
	 * be there again. Where several processes have ended one after the other, it is the
	 * output of all of them. If this process ends before it has read a line and read on,
	 * the next one has that line again.
	 * @return the stream, which ends. Not thread-safe.
	 */
	public InputStream formerStdout() {
		return this.formerStdout;
	}

	/**
	 * Return what the process before this one has written to its standard error; see
	 * {@link #formerStdout()}.
	 * @return the stream, which ends
	 */
	public InputStream formerStderr() {
		return this.formerStderr;
	}

	/**
	 * Have the supervisor not start the daemon again if this process ends before it is
	 * {@linkplain DaemonContext#ready() ready}, since the next one would fail as well.
	 */
	public void giveUp() {
		try {
			if (this.status != null) {
				this.status.add(Published.HOPELESS, "true");
			}
		}
		catch (IOException ex) {
			// No memory is left: it is tried again
		}
	}

	/**
	 * Tell the supervisor of this process, if there is one, that the program has failed
	 * before it called {@link Daemon#makeDaemon}.
	 * @param reason why it has failed
	 * @param hopeless whether to have the supervisor {@linkplain #giveUp() not start} the
	 * daemon again
	 */
	public static void failedBeforeStart(String reason, boolean hopeless) {
		try {
			Stage2Daemon.fail(reason, hopeless);
		}
		catch (IOException ex) {
			// No memory is left: it is tried again
		}
	}

	/**
	 * Return how long this daemon may show no sign of life once it is ready.
	 * @return the time; zero for any time
	 */
	public Duration liveness() {
		return this.liveness;
	}

	/**
	 * Show a sign of life. This method does nothing if none is expected.
	 */
	public void alive() {
		if (this.status != null && !this.liveness.isZero()) {
			this.status.touch();
		}
	}

}

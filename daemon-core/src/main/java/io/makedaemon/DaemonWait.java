package io.makedaemon;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.makedaemon.parent.FirstChild;
import io.makedaemon.parent.ProgressLine;
import io.makedaemon.parent.Reports;
import io.makedaemon.parent.StartDiagnostics;
import io.makedaemon.pidfile.StatusFile;
import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.proc.LockHolder;
import io.makedaemon.proc.ProcessIdentity;
import io.makedaemon.proc.SocketTable;
import io.makedaemon.wire.Command;
import io.makedaemon.wire.OpenSocket;
import io.makedaemon.wire.Report;
import io.makedaemon.wire.WaitPlan;
import io.makedaemon.wire.WaitStatus;

/**
 * Waits for the daemon: for the first child's reports about it, and for its own.
 */
final class DaemonWait {

	/**
	 * How long to wait for the report of the daemon's end after its own report: they
	 * arrive on two pipes.
	 */
	private static final Duration MARGIN = Duration.ofSeconds(10);

	/**
	 * After this time, this JVM returns the garbage of its heap to the system. Most
	 * starts are over by then and need not share the processors with that work.
	 */
	private static final Duration SHORT_WAIT = Duration.ofSeconds(5);

	/** A start that fails sooner is over before anybody wonders what it is doing. */
	private static final Duration LONG_START = Duration.ofSeconds(20);

	private static final double MILLIS = 1000;

	private static final long POLL_MILLIS = 100;

	/** What a draining daemon publishes: connections that are left, and that were cut. */
	private static final Pattern DRAINING = Pattern.compile("(\\d{1,9}) (\\d{1,9})");

	private final WaitPlan plan;

	private final FirstChild firstChild;

	/** What the former generation publishes; nothing if this is no upgrade. */
	private final StatusFile.Kept former;

	private final ProgressLine progress;

	/** The daemon's log file, as a byte string; empty if it has none. */
	private String logFile;

	private @Nullable ProcessIdentity daemon;

	private List<OpenSocket> sockets = List.of();

	/** What the daemon was at when it last told that. */
	private String phase = "";

	private final long start = System.nanoTime();

	DaemonWait(WaitPlan plan, FirstChild firstChild, StatusFile.Kept former, ProgressLine progress) {
		this.plan = plan;
		this.firstChild = firstChild;
		this.former = former;
		this.progress = progress;
		this.logFile = plan.logFile();
	}

	/**
	 * Wait until the daemon is started or, if requested, ready.
	 * @return the text for the user
	 * @throws DaemonException if there is no such daemon
	 */
	String await() throws IOException, InterruptedException {
		this.firstChild.listen();
		Report.Outputs outputs = next(Report.Outputs.class);
		// Open the daemon's streams while the first child still has them
		try (InputStream reports = this.firstChild.open(outputs.reports());
				InputStream output = this.firstChild.open(outputs.stdout());
				InputStream errors = this.firstChild.open(outputs.stderr())) {
			Reports daemon = this.firstChild.receive(reports);
			StartDiagnostics lastWords = new StartDiagnostics(output, errors, this.plan);
			this.firstChild.tell(Command.GO);
			Report.Spawned spawned = next(Report.Spawned.class);
			this.daemon = spawned.process();
			this.sockets = spawned.sockets();
			this.progress.phase("starting the JVM");
			if (!next(Report.HandedOver.class).done()) {
				throw ended(status(daemon), lastWords);
			}
			if (this.plan.waits()) {
				awaitReady(daemon, lastWords);
				if (this.plan.predecessor() != null) {
					this.progress.phase("handing over");
				}
				finish(this.firstChild.end());
			}
			else {
				this.firstChild.awaitEnd();
			}
			return message(spawned);
		}
	}

	/**
	 * In an upgrade, check that the daemon is in charge. If it has ended since then, its
	 * supervisor is.
	 */
	private void finish(@Nullable Report last) {
		ProcessIdentity predecessor = this.plan.predecessor();
		if (predecessor == null) {
			return;
		}
		if (last instanceof Report.CallFailed failed) {
			throw exception(failed);
		}
		boolean supervised = this.plan.supervised() && last instanceof Report.Done;
		if (!supervised && !this.firstChild.isNamed()) {
			throw interrupted(predecessor);
		}
	}

	private static DaemonException interrupted(ProcessIdentity predecessor) {
		return new DaemonException("the upgrade was interrupted, since the first child or the new generation was killed"
				+ (predecessor.isAlive() ? ": process " + predecessor.pid() + " goes on" : ""));
	}

	private String message(Report.Spawned spawned) {
		String pid = ", pid " + spawned.process().pid();
		ProcessIdentity predecessor = this.plan.predecessor();
		if (predecessor != null) {
			return what("was upgraded") + ", pid " + predecessor.pid() + " → " + spawned.process().pid() + addresses()
					+ log();
		}
		return (this.plan.waits() ? what("is ready") : name() + " was started") + pid + addresses() + log()
				+ this.plan.hint();
	}

	private String what(String state) {
		return name() + String.format(Locale.ROOT, " %s after %.1f seconds", state, elapsed().toMillis() / MILLIS);
	}

	private String name() {
		return ByteStrings.decode(this.plan.programName());
	}

	private String log() {
		return this.logFile.isEmpty() ? "" : ", log file " + BytePath.toPath(this.logFile);
	}

	/**
	 * In an upgrade, wait until the former generation has finished what it has begun, and
	 * has ended. The new one must be running then.
	 * @param message the text for the user so far
	 * @return the text for the user
	 * @throws DaemonException if it does not end, or the new one has ended
	 */
	String awaitPredecessor(String message) throws InterruptedException {
		ProcessIdentity predecessor = this.plan.predecessor();
		if (predecessor == null) {
			return message;
		}
		int cut = awaitEnd(predecessor, message);
		ProcessIdentity next = Objects.requireNonNull(this.daemon);
		if (!next.isAlive()) {
			throw new DaemonException("the new generation, process " + next.pid()
					+ ", has taken over and has ended since then: " + (this.plan.supervised()
							? "its supervisor may start it again, see its status" : "start the daemon again"));
		}
		return message
				+ ((cut == 0) ? "" : ", " + cut + ((cut == 1) ? " connection was" : " connections were") + " cut");
	}

	/**
	 * Return how many connections were cut.
	 */
	private int awaitEnd(ProcessIdentity predecessor, String message) throws InterruptedException {
		long end = System.nanoTime() + Duration.ofMillis(this.plan.endTimeout()).toNanos();
		while (predecessor.isAlive()) {
			draining(1).ifPresent((left) -> this.progress.phase("draining, connections left: " + left));
			if (System.nanoTime() > end) {
				throw new DaemonException("the new generation serves, but process " + predecessor.pid()
						+ ", which it has replaced, has not ended within "
						+ Duration.ofMillis(this.plan.endTimeout()).toSeconds() + " seconds: " + message);
			}
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
		}
		return draining(2).orElse(0);
	}

	/**
	 * Return a number that the former generation has published last.
	 */
	private OptionalInt draining(int group) {
		Matcher draining = DRAINING.matcher(this.former.read().getOrDefault(Published.DRAINING, ""));
		return draining.matches() ? OptionalInt.of(Integer.parseInt(draining.group(group))) : OptionalInt.empty();
	}

	private String addresses() {
		return this.sockets.isEmpty() ? ""
				: this.sockets.stream()
					.map((socket) -> socket.sockaddr().toString())
					.collect(Collectors.joining(" and ", ", listens on ", ""));
	}

	private <R extends Report> R next(Class<R> expected) throws IOException, InterruptedException {
		Report report = this.firstChild.next(patience());
		if (expected.isInstance(report)) {
			return expected.cast(report);
		}
		if (report instanceof Report.CallFailed failed) {
			throw exception(failed);
		}
		if (report == null && isLate()) {
			throw timeout(": its JVM had not been started yet");
		}
		if (report == null) {
			throw new DaemonException(
					"the first child did not start the daemon within " + FirstChild.TIMEOUT.toSeconds() + " seconds");
		}
		String printed = this.firstChild.printed().strip();
		if (printed.contains(Stage1FirstChild.class.getName()) && !Files.exists(this.firstChild.directory())) {
			throw new DaemonException("the first child could not be started because its files in "
					+ this.firstChild.directory() + " were removed: start again, and exclude them from any cleanup");
		}
		throw new DaemonException("the first child ended without a daemon" + (printed.isEmpty()
				? ", and without an error message: was it killed?" : "; it had printed:\n" + printed));
	}

	/**
	 * Return how long the first child may take for a step, within the timeout of the
	 * whole start.
	 */
	private Duration patience() {
		Duration left = Duration.ofNanos(Math.max(0, deadline() - System.nanoTime()));
		return (this.plan.waits() && left.compareTo(FirstChild.TIMEOUT) < 0) ? left : FirstChild.TIMEOUT;
	}

	private boolean isLate() {
		return this.plan.waits() && System.nanoTime() - deadline() >= 0;
	}

	private long deadline() {
		return this.start + Duration.ofMillis(this.plan.timeout()).toNanos();
	}

	private DaemonException exception(Report.CallFailed failed) {
		ErrnoException failure = failed.failure();
		if (failure.call().equals("flock") && failure.errno() == ErrnoException.EWOULDBLOCK) {
			return new FileLockedException(ByteStrings.decode(failure.object()),
					LockHolder.find(BytePath.toPath(failure.object())));
		}
		if (failure.errno() == ErrnoException.EADDRINUSE) {
			String address = ByteStrings.decode(failure.object());
			return new AddressInUseException(address, SocketTable.holder(address), failed.option(),
					this.plan.origins());
		}
		return new SystemCallException(failure, failed.option(), this.plan.origins());
	}

	private void awaitReady(Reports daemon, StartDiagnostics lastWords) throws IOException, InterruptedException {
		long deadline = deadline();
		long collection = System.nanoTime() + SHORT_WAIT.toNanos();
		boolean watched = true;
		while (true) {
			long next = Math.min(deadline, collection);
			Report report = daemon.next(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
			if (report == null && next < deadline) {
				System.gc();
				collection = deadline;
			}
			else if (report == null) {
				throw hanging(lastWords);
			}
			else if (report instanceof Report.Ready) {
				return;
			}
			else if (report instanceof Report.Phase phase) {
				this.phase = phase.text();
				this.progress.phase(this.phase);
			}
			else if (report instanceof Report.LogFile log) {
				this.logFile = log.file();
			}
			else if (report instanceof Report.Failed failed) {
				throw failed(failed.text(), daemon);
			}
			else if (report instanceof Report.CallFailed failed) {
				throw exception(failed);
			}
			else if (report instanceof Report.Ended ended && ended.status().isUnknown()) {
				// Nobody will report the end of the daemon, which keeps running
				watched = false;
			}
			else if (report instanceof Report.Ended ended) {
				String reason = reason(daemon);
				throw (reason != null) ? failed(reason, ended.status()) : ended(ended.status(), lastWords);
			}
			else if (report instanceof Report.End) {
				throw ended(watched ? endReport(daemon) : null, lastWords);
			}
		}
	}

	/**
	 * Return the reason that the ended daemon gave for its failure, if it gave one.
	 */
	private static @Nullable String reason(Reports daemon) throws InterruptedException {
		for (Report report = daemon.next(MARGIN); report != null; report = daemon.next(MARGIN)) {
			if (report instanceof Report.Failed failed) {
				return failed.text();
			}
			if (report instanceof Report.End) {
				return null;
			}
		}
		return null;
	}

	/**
	 * Return how the daemon has ended, after everything else shows that it has.
	 */
	private static WaitStatus status(Reports daemon) throws InterruptedException {
		for (Report report = endReport(daemon); report != null; report = endReport(daemon)) {
			if (report instanceof Report.Ended ended) {
				return ended.status();
			}
		}
		return WaitStatus.UNKNOWN;
	}

	/**
	 * Return what the first child reports of the daemon's end: how it has ended, or
	 * before that, why the first child lets it end.
	 */
	private static @Nullable Report endReport(Reports daemon) throws InterruptedException {
		Report report;
		do {
			report = daemon.next(MARGIN);
		}
		while (report != null && !(report instanceof Report.Ended) && !(report instanceof Report.CallFailed));
		return report;
	}

	private StartTimeoutException hanging(StartDiagnostics lastWords) throws IOException, InterruptedException {
		this.progress.phase("not ready in time, stopping");
		return timeout(lastPhase() + lastWords.ofHanging(() -> this.firstChild.tell(Command.DUMP)));
	}

	private StartTimeoutException timeout(String lastWords) {
		List<String> crowded = this.sockets.stream()
			.map((socket) -> socket.sockaddr().toString())
			.filter((address) -> SocketTable.waiting(address) > 0)
			.toList();
		return new StartTimeoutException(Duration.ofMillis(this.plan.timeout()), crowded, lastWords);
	}

	private StartFailedException failed(String text, Reports daemon) throws InterruptedException {
		this.progress.phase("failed, stopping");
		this.firstChild.endDaemon();
		return failed(text, status(daemon));
	}

	/**
	 * Describe a failure. A daemon that the parent ended because of its failure has no
	 * exit code.
	 */
	private StartFailedException failed(String text, WaitStatus status) {
		String log = (status.isSuccess() && !this.logFile.isEmpty())
				? "\n\nThe daemon " + status + "; its log file is " + BytePath.toPath(this.logFile) : "";
		return new StartFailedException(text + ofLongStart() + log, status.isExit() ? status : WaitStatus.UNKNOWN);
	}

	private DaemonException ended(@Nullable Report end, StartDiagnostics lastWords) throws IOException {
		if (end instanceof Report.CallFailed failed) {
			return exception(failed);
		}
		WaitStatus status = (end instanceof Report.Ended ended) ? ended.status() : WaitStatus.UNKNOWN;
		ProcessIdentity predecessor = this.plan.predecessor();
		return (status.isUnknown() && predecessor != null) ? interrupted(predecessor) : ended(status, lastWords);
	}

	private StartFailedException ended(WaitStatus status, StartDiagnostics lastWords) throws IOException {
		return new StartFailedException(((this.plan.predecessor() != null) ? "the new generation " : "the daemon ")
				+ status + " before it was ready" + lastWords.ofEnded() + ofLongStart(), status);
	}

	/**
	 * Describe what a failed start has spent its time with, if it was a long one.
	 */
	private String ofLongStart() {
		return (elapsed().compareTo(LONG_START) < 0) ? "" : lastPhase();
	}

	private String lastPhase() {
		return this.phase.isEmpty() ? "" : String.format(Locale.ROOT, "\n\nAfter %.1f seconds, it was at: %s.",
				elapsed().toMillis() / MILLIS, this.phase);
	}

	private Duration elapsed() {
		return Duration.ofMillis(System.currentTimeMillis() - this.plan.startedAt());
	}

}

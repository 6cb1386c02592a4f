package io.makedaemon;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.makedaemon.pidfile.StatusFile;
import io.makedaemon.proc.HeldLock;
import io.makedaemon.proc.LockHolder;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.proc.ProcessIdentity;
import io.makedaemon.supervise.EndDescription;

/**
 * The process that {@linkplain Supervision supervises} a running daemon, as another
 * process sees it. Immutable.
 */
public final class RunningSupervisor {

	private static final int ROOT = 0;

	private final ProcessIdentity process;

	private final boolean waiting;

	private final Map<String, String> published;

	private RunningSupervisor(ProcessIdentity process, boolean waiting, Map<String, String> published) {
		this.process = process;
		this.waiting = waiting;
		this.published = published;
	}

	/**
	 * Find the supervisor of a process. What that publishes is not enough: the supervisor
	 * is the process itself, or its parent that has the very file in which it publishes.
	 * The pid file proves nothing, since the daemon creates it again if somebody removes
	 * it. Of a supervisor that root has started, its user sees only that it is the
	 * parent: that user could end it anyway.
	 */
	static @Nullable RunningSupervisor of(ProcessIdentity daemon, Map<String, String> published) {
		if (published.isEmpty() && isHidden(daemon.pid())) {
			return new RunningSupervisor(daemon, true, published);
		}
		String pid = published.getOrDefault(StatusFile.SUPERVISOR, "");
		if (!pid.matches("[1-9]\\d{0,9}")) {
			return null;
		}
		long supervisor = Long.parseLong(pid);
		ProcessIdentity process = ProcessIdentity.of(supervisor);
		boolean itself = supervisor == daemon.pid();
		boolean waiting = itself && published.containsKey(Published.NEXT_START);
		boolean right = itself || (isParent(supervisor, daemon.pid())
				&& (StatusFile.isShared(daemon.pid(), supervisor) || isHiddenFromItsUser(supervisor)));
		return (process != null && right) ? new RunningSupervisor(process, waiting, published) : null;
	}

	private static boolean isHiddenFromItsUser(long pid) {
		try {
			int user = ProcSelf.effectiveUserId();
			return user != ROOT && isHidden(pid) && ProcessIdentity.userIds(pid).equals(Set.of(user));
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Return whether a process looks like a supervisor that this user may not inspect.
	 */
	private static boolean isHidden(long pid) {
		return LockHolder.isHidden(pid) && HeldLock.isSupervisor(pid);
	}

	private static boolean isParent(long parent, long child) {
		return ProcessHandle.of(child)
			.flatMap(ProcessHandle::parent)
			.filter((found) -> found.pid() == parent)
			.isPresent();
	}

	/**
	 * Describe what a process that has locked a pid file is doing.
	 * @param pid its process id
	 * @return a sentence without a period
	 */
	static String describe(long pid) {
		Optional<Instant> next = time(StatusFile.read(pid), Published.NEXT_START);
		return "the daemon is already running" + next
			.map((time) -> ": it has failed, and its supervisor starts it again in "
					+ EndDescription.duration(Math.max(0, time.toEpochMilli() - System.currentTimeMillis())))
			.orElse(isHidden(pid) ? ": it has failed, and its supervisor starts it again" : "");
	}

	/**
	 * Return its process id.
	 * @return the process id
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Return how often it has started the daemon again.
	 * @return the number
	 */
	public int restarts() {
		String restarts = this.published.getOrDefault(Published.RESTARTS, "");
		return restarts.matches("\\d{1,9}") ? Integer.parseInt(restarts) : 0;
	}

	/**
	 * Return how the daemon has ended the last time.
	 * @return a clause; empty if it has not ended yet
	 */
	public Optional<String> lastEnd() {
		return Optional.ofNullable(this.published.get(Published.LAST_END));
	}

	/**
	 * Return when the daemon has ended the last time.
	 * @return the time; empty if it has not ended yet
	 */
	public Optional<Instant> lastEndAt() {
		return time(this.published, Published.LAST_END_AT);
	}

	/**
	 * Return whether the daemon had failed when this supervisor was looked for, and was
	 * about to be started again.
	 * @return whether no process of the daemon was running
	 */
	public boolean isWaiting() {
		return this.waiting;
	}

	/**
	 * Return when it starts the daemon again.
	 * @return the time; empty if the daemon is running, or if this user may not read it
	 */
	public Optional<Instant> nextStart() {
		return time(this.published, Published.NEXT_START);
	}

	private static Optional<Instant> time(Map<String, String> published, String name) {
		String millis = published.getOrDefault(name, "");
		return millis.matches("\\d{1,15}") ? Optional.of(Instant.ofEpochMilli(Long.parseLong(millis)))
				: Optional.empty();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Send it a signal by a handle, which never refers to another process.
	 */
	void send(Consumer<ProcessHandle> call) {
		ProcessHandle.of(this.process.pid()).filter((handle) -> isAlive()).ifPresent(call);
	}

	@Override
	public String toString() {
		return "supervisor, process " + this.process.pid();
	}

}

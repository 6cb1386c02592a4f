package io.makedaemon;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.makedaemon.pidfile.StatusFile;
import io.makedaemon.proc.ProcessIdentity;
import io.makedaemon.supervise.EndDescription;

/**
 * The process that {@linkplain Supervision supervises} a running daemon, as another
 * process sees it. Immutable.
 */
public final class RunningSupervisor {

	private final ProcessIdentity process;

	private final Map<String, String> published;

	private RunningSupervisor(ProcessIdentity process, Map<String, String> published) {
		this.process = process;
		this.published = published;
	}

	/**
	 * Find the supervisor of a process. What that publishes is not enough: the supervisor
	 * is the process itself, or its parent that has the very file in which it publishes.
	 * The pid file proves nothing, since the daemon creates it again if somebody removes
	 * it.
	 */
	static @Nullable RunningSupervisor of(ProcessIdentity daemon, Map<String, String> published) {
		String pid = published.getOrDefault(StatusFile.SUPERVISOR, "");
		if (!pid.matches("[1-9]\\d{0,9}")) {
			return null;
		}
		long supervisor = Long.parseLong(pid);
		ProcessIdentity process = ProcessIdentity.of(supervisor);
		boolean right = supervisor == daemon.pid()
				|| (isParent(supervisor, daemon.pid()) && StatusFile.isShared(daemon.pid(), supervisor));
		return (process != null && right) ? new RunningSupervisor(process, published) : null;
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
			.orElse("");
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
	 * Return when it starts the daemon again.
	 * @return the time; empty if the daemon is running
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

package io.makedaemon.spring.boot;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonFile;
import io.makedaemon.DaemonStage;
import io.makedaemon.DaemonSupervisor;
import io.makedaemon.ProcessState;
import io.makedaemon.spring.boot.logging.CapturedOutput;

/**
 * What this process is: the daemon, or an application in the foreground. Registered as a
 * bean. Thread-safe.
 */
public final class DaemonState {

	private final String programName;

	private final String decision;

	private final @Nullable String workingDirectoryReason;

	private final @Nullable CapturedOutput capturedOutput;

	private final @Nullable DaemonContext activated;

	private final Instant startedAt = Daemon.context()
		.map(DaemonContext::startedAt)
		.orElseGet(() -> ProcessState.now().startedAt());

	private volatile @Nullable Duration readyAfter;

	/**
	 * Create the state.
	 * @param programName the program's name
	 * @param decision "daemon", or "foreground: " and the reason
	 * @param capturedOutput the captured output, or null if nothing is captured
	 */
	public DaemonState(String programName, String decision, @Nullable CapturedOutput capturedOutput) {
		this(programName, decision, null, capturedOutput, null);
	}

	/**
	 * Create the state.
	 * @param programName the program's name
	 * @param decision "daemon", or "foreground: " and the reason
	 * @param workingDirectoryReason see {@link #workingDirectoryReason()}
	 * @param capturedOutput the captured output; null if nothing is captured
	 * @param activated has the sockets that the service manager has handed over to an
	 * application in the foreground; null if it has handed over none
	 */
	DaemonState(String programName, String decision, @Nullable String workingDirectoryReason,
			@Nullable CapturedOutput capturedOutput, @Nullable DaemonContext activated) {
		this.programName = programName;
		this.decision = decision;
		this.workingDirectoryReason = workingDirectoryReason;
		this.capturedOutput = capturedOutput;
		this.activated = activated;
	}

	/**
	 * Return the stage.
	 * @return the stage; {@link DaemonStage#PARENT} in the foreground
	 */
	public DaemonStage stage() {
		return Daemon.context().isPresent() ? DaemonStage.DAEMON : DaemonStage.PARENT;
	}

	/**
	 * Return the program's name.
	 * @return the name
	 */
	public String programName() {
		return this.programName;
	}

	/**
	 * Return whether the application became a daemon, and the reason if it did not.
	 * @return "daemon", or "foreground: " and the reason
	 */
	public String decision() {
		return this.decision;
	}

	/**
	 * Return why the daemon works in the launch directory.
	 * @return the reason, as a clause; null if the daemon works elsewhere, or there
	 * because the user wants it to
	 */
	public @Nullable String workingDirectoryReason() {
		return this.workingDirectoryReason;
	}

	/**
	 * Return when the user typed the command.
	 * @return when the parent was started, in the daemon; otherwise when this process was
	 * started
	 */
	public Instant startedAt() {
		return this.startedAt;
	}

	/**
	 * Return how long after {@link #startedAt()} the application became ready.
	 * @return the time, or null if it is not ready yet
	 */
	public @Nullable Duration readyAfter() {
		return this.readyAfter;
	}

	/**
	 * Return the generation of the daemon.
	 * @return 1, and one more for each upgrade; null in the foreground
	 */
	public @Nullable Integer generation() {
		return Daemon.context().map(DaemonContext::generation).orElse(null);
	}

	/**
	 * Return the process that this one replaces in an upgrade.
	 * @return its process id; empty if there was none
	 */
	public OptionalLong upgradedFrom() {
		return Daemon.context().map(DaemonContext::upgradedFrom).orElse(OptionalLong.empty());
	}

	/**
	 * Return the supervisor of the daemon.
	 * @return the supervisor; null if there is none
	 */
	public @Nullable DaemonSupervisor supervisor() {
		return Daemon.context().flatMap(DaemonContext::supervisor).orElse(null);
	}

	/**
	 * Return the files that the daemon has inherited.
	 * @return the files; none in the foreground
	 */
	public List<DaemonFile> files() {
		return Daemon.context().map(DaemonContext::files).orElse(List.of());
	}

	/**
	 * Return the name of a file that the daemon has inherited.
	 * @param file one of {@link #files()}
	 * @return the absolute path
	 */
	public String name(DaemonFile file) {
		return Daemon.context().map((context) -> context.name(file)).orElse(file.name());
	}

	/**
	 * Return the sockets that this process has inherited.
	 * @return their addresses by their names; in the foreground, there are some only if
	 * the service manager has handed over sockets
	 */
	public Map<String, String> sockets() {
		return Daemon.context()
			.or(() -> Optional.ofNullable(this.activated))
			.map(DaemonContext::socketAddresses)
			.orElse(Map.of());
	}

	/**
	 * Return the captured output.
	 * @return the captured output, or null if nothing is captured
	 */
	public @Nullable CapturedOutput capturedOutput() {
		return this.capturedOutput;
	}

	boolean isDaemon() {
		return this.decision.equals(DaemonStage.DAEMON.toString());
	}

	/**
	 * Note that an application is ready; only the first one counts.
	 */
	void ready() {
		if (this.readyAfter == null) {
			this.readyAfter = Duration.between(startedAt(), Instant.now());
		}
	}

}

package io.makedaemon.spring.boot.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonSupervisor;
import io.makedaemon.ProcessState;
import io.makedaemon.spring.boot.DaemonState;
import io.makedaemon.spring.boot.logging.CapturedOutput;
import io.makedaemon.spring.boot.logging.CapturedOutput.StreamState;

/**
 * {@link Endpoint @Endpoint} that shows what this process is: its stage, and what makes
 * it a daemon.
 */
@Endpoint(id = "daemon")
public class DaemonEndpoint {

	private final DaemonState state;

	/**
	 * Create the endpoint.
	 * @param state the state to show
	 */
	public DaemonEndpoint(DaemonState state) {
		this.state = state;
	}

	/**
	 * Describe this process.
	 * @return the description
	 */
	@ReadOperation
	public DaemonDescriptor daemon() {
		ProcessState process = ProcessState.now();
		return new DaemonDescriptor(this.state.stage().toString(), this.state.decision(), process.pid(),
				number(process.parentPid()), number(process.sessionId()), this.state.programName(),
				Daemon.launchDirectory().toString(), process.workingDirectory(), this.state.workingDirectoryReason(),
				octal(process.umask()), this.state.startedAt(), this.state.readyAfter(), this.state.generation(),
				number(this.state.upgradedFrom()), supervisor(this.state.supervisor()), files(), sockets(),
				capture(this.state.capturedOutput()));
	}

	private static @Nullable Long number(OptionalLong number) {
		return number.isPresent() ? number.getAsLong() : null;
	}

	private static @Nullable String octal(OptionalInt mask) {
		return mask.isPresent() ? "%03o".formatted(mask.getAsInt()) : null;
	}

	private List<FileDescriptor> files() {
		return this.state.files()
			.stream()
			.map((file) -> new FileDescriptor(this.state.name(file), file.isLocked()))
			.toList();
	}

	private List<SocketDescriptor> sockets() {
		return this.state.sockets()
			.entrySet()
			.stream()
			.map((socket) -> new SocketDescriptor(socket.getKey(), socket.getValue()))
			.toList();
	}

	private static @Nullable SupervisorDescriptor supervisor(@Nullable DaemonSupervisor supervisor) {
		return (supervisor != null) ? new SupervisorDescriptor(supervisor.pid(), supervisor.isAlive(),
				supervisor.restarts(), supervisor.lastEnd().orElse(null), supervisor.lastEndAt().orElse(null)) : null;
	}

	private static @Nullable CaptureDescriptor capture(@Nullable CapturedOutput output) {
		return (output != null) ? new CaptureDescriptor(output.stdout(), output.stderr()) : null;
	}

	/**
	 * Description of this process. Unknown values are left out.
	 *
	 * @param stage the stage, in words
	 * @param decision "daemon", or "foreground: " and the reason
	 * @param pid the process id
	 * @param parentPid the parent's process id
	 * @param sessionId the session's id
	 * @param programName the program's name
	 * @param launchDirectory the directory in which the user typed the command
	 * @param workingDirectory the working directory
	 * @param workingDirectoryReason why the configuration or the JVM's options make that
	 * the launch directory, as a clause
	 * @param umask the file mode creation mask, in octal
	 * @param startedAt when the user typed the command
	 * @param readyAfter the time from then until the application became ready
	 * @param generation the generation of the daemon: 1, and one more for each upgrade
	 * @param upgradedFrom the process id of the generation that this one replaces
	 * @param supervisor the process that starts the daemon again when it has crashed
	 * @param files the inherited files
	 * @param sockets the inherited sockets
	 * @param capture the captured output
	 */
	public record DaemonDescriptor(String stage, String decision, long pid, @Nullable Long parentPid,
			@Nullable Long sessionId, String programName, String launchDirectory, String workingDirectory,
			@Nullable String workingDirectoryReason, @Nullable String umask, Instant startedAt,
			@Nullable Duration readyAfter, @Nullable Integer generation, @Nullable Long upgradedFrom,
			@Nullable SupervisorDescriptor supervisor, List<FileDescriptor> files, List<SocketDescriptor> sockets,
			@Nullable CaptureDescriptor capture) implements OperationResponseBody {
	}

	/**
	 * Description of the supervisor.
	 *
	 * @param pid its process id
	 * @param running whether it is running; if it was killed, the daemon goes on without
	 * it
	 * @param restarts how often it has started the daemon again
	 * @param lastEnd how the process before this one has ended, as a clause
	 * @param lastEndAt when that was
	 */
	public record SupervisorDescriptor(long pid, boolean running, int restarts, @Nullable String lastEnd,
			@Nullable Instant lastEndAt) {
	}

	/**
	 * Description of an inherited file.
	 *
	 * @param path the file's path
	 * @param locked whether it was locked
	 */
	public record FileDescriptor(String path, boolean locked) {
	}

	/**
	 * Description of an inherited socket.
	 *
	 * @param name the socket's name
	 * @param address the address that it listens on
	 */
	public record SocketDescriptor(String name, String address) {
	}

	/**
	 * Description of the captured output.
	 *
	 * @param stdout what was written to standard output
	 * @param stderr what was written to standard error
	 */
	public record CaptureDescriptor(StreamState stdout, StreamState stderr) {
	}

}

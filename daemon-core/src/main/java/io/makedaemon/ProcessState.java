package io.makedaemon;

import java.io.IOException;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.OptionalLong;

import io.makedaemon.proc.ProcSelf;
import io.makedaemon.proc.UserNamespace;

/**
 * What the operating system reports about this process, in any stage.
 *
 * @param pid the process id
 * @param parentPid the parent's process id; empty if the parent cannot be seen
 * @param sessionId the session id, see setsid(2); empty if it is not known
 * @param umask the file mode creation mask; empty if it is not known
 * @param workingDirectory the working directory
 * @param startedAt when the process was started, to a hundredth of a second on Linux and
 * to a second elsewhere
 */
public record ProcessState(long pid, OptionalLong parentPid, OptionalLong sessionId, OptionalInt umask,
		String workingDirectory, Instant startedAt) {

	private static final int STDOUT = 1;

	/**
	 * Return the current state of this process.
	 * @return the state
	 */
	public static ProcessState now() {
		ProcessHandle self = ProcessHandle.current();
		OptionalLong parent = self.parent().map((p) -> OptionalLong.of(p.pid())).orElse(OptionalLong.empty());
		String directory = System.getProperty("user.dir", "");
		try {
			return new ProcessState(self.pid(), parent, OptionalLong.of(ProcSelf.sessionId()),
					OptionalInt.of(ProcSelf.umask()), directory, ProcSelf.startedAt());
		}
		catch (IOException ex) {
			// Not Linux
			return new ProcessState(self.pid(), parent, OptionalLong.empty(), OptionalInt.empty(), directory,
					self.info().startInstant().orElseGet(Instant::now));
		}
	}

	/**
	 * Return whether standard output of this process is a terminal.
	 * @return whether it is; false if it is not known, as on systems other than Linux
	 */
	public static boolean isOutputTerminal() {
		return ProcSelf.isTerminal(STDOUT);
	}

	/**
	 * Return the effective user id of this process; see credentials(7).
	 * @return the user id
	 * @throws IOException if it is not known, as on systems other than Linux
	 */
	public static int effectiveUserId() throws IOException {
		return ProcSelf.effectiveUserId();
	}

	/**
	 * Return the id by which the machine knows a user of this process's user namespace,
	 * in which a user may be root who is not root of the machine's files; see
	 * user_namespaces(7).
	 * @param userId the user's id in the namespace
	 * @return the id outside of the namespace; the same where root owns the files, as in
	 * a container
	 * @throws IOException if it is not known
	 */
	public static int outerUserId(int userId) throws IOException {
		return UserNamespace.outerId(userId);
	}

}

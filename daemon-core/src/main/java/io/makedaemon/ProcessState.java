package io.makedaemon;

import java.io.IOException;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.OptionalLong;

import io.makedaemon.proc.ProcSelf;

/**
 * What the operating system says of this process, whatever its stage.
 *
 * @param pid the process id
 * @param parentPid the parent's process id, empty if there is none to be seen
 * @param sessionId the id of the session, see setsid(2); empty where it is not known
 * @param umask the file mode creation mask; empty where it is not known
 * @param workingDirectory the working directory
 * @param startedAt when the process was started: to a hundredth of a second on Linux, to
 * a second elsewhere
 */
public record ProcessState(long pid, OptionalLong parentPid, OptionalLong sessionId, OptionalInt umask,
		String workingDirectory, Instant startedAt) {

	/**
	 * Looks at this process.
	 * @return its state now
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
	 * Returns whose this process is.
	 * @return the effective user id, see credentials(7)
	 * @throws IOException if it is not known: elsewhere than on Linux
	 */
	public static int effectiveUserId() throws IOException {
		return ProcSelf.effectiveUserId();
	}

}

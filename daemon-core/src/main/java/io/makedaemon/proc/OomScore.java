package io.makedaemon.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How likely the kernel is to kill a process when memory runs out, see
 * {@code /proc/PID/oom_score_adj} in proc(5). Anybody may make that more likely, and only
 * privileged users less likely.
 */
public final class OomScore {

	/** Above that of the processes without which the machine cannot run. */
	private static final String PROTECTED = "-900";

	private final String former;

	private OomScore(String former) {
		this.former = former;
	}

	/**
	 * Protect this process, if this user may do that.
	 * @return the score that it had
	 */
	public static OomScore protectThisProcess() {
		String former = "";
		try {
			Path own = file("self");
			former = Files.readString(own).strip();
			Files.writeString(own, PROTECTED);
			return new OomScore(former);
		}
		catch (IOException ex) {
			// Not permitted
			return new OomScore("");
		}
	}

	/**
	 * Give a child of this process the score that this process had.
	 * @param pid the child's process id
	 */
	public void restore(long pid) {
		try {
			if (!this.former.isEmpty()) {
				Files.writeString(file(Long.toString(pid)), this.former);
			}
		}
		catch (IOException ex) {
			// It has ended
		}
	}

	private static Path file(String process) {
		return Path.of("/proc", process, "oom_score_adj");
	}

}

package io.makedaemon.proc;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import io.makedaemon.posix.ByteStrings;

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
			String own = file("self");
			try (InputStream in = new FileInputStream(own)) {
				former = ByteStrings.of(in.readAllBytes()).strip();
			}
			write(own, PROTECTED);
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
				write(file(Long.toString(pid)), this.former);
			}
		}
		catch (IOException ex) {
			// It has ended
		}
	}

	private static String file(String process) {
		return "/proc/" + process + "/oom_score_adj";
	}

	/**
	 * Write as a stream: a channel would make a small JVM load more classes.
	 */
	private static void write(String file, String text) throws IOException {
		try (OutputStream out = new FileOutputStream(file)) {
			out.write(ByteStrings.toBytes(text));
		}
	}

}

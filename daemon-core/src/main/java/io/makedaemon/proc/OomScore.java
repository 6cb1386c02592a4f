package io.makedaemon.proc;

import java.io.File;
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

	private static final long POLL_MILLIS = 5;

	/** Enough for a process to become another program on a very busy machine. */
	private static final int ATTEMPTS = 400;

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
	 * Give a child of this process the score that this process had. After a change of the
	 * user, the child's file is root's until the child has become another program, which
	 * is a moment later.
	 * @param pid the child's process id
	 */
	public void restore(long pid) {
		File file = new File(file(Long.toString(pid)));
		try {
			for (int i = 0; i < ATTEMPTS && !this.former.isEmpty() && file.exists(); i++) {
				if (tryToWrite(file.getPath(), this.former)) {
					return;
				}
				Thread.sleep(POLL_MILLIS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static boolean tryToWrite(String file, String text) {
		try {
			write(file, text);
			return true;
		}
		catch (IOException ex) {
			return false;
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

package io.makedaemon;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import io.makedaemon.posix.ErrnoException;
import io.makedaemon.wire.WaitStatus;

/**
 * The failures that only the core can make.
 */
public final class Failures {

	private Failures() {
	}

	/**
	 * A file is locked.
	 * @param path the file
	 * @param holder who holds the lock
	 * @return the failure
	 */
	public static DaemonException locked(String path, OptionalLong holder) {
		return new FileLockedException(path, holder);
	}

	/**
	 * A daemon was not ready in time.
	 * @return the failure
	 */
	public static DaemonException timeout() {
		return new StartTimeoutException(Duration.ofSeconds(90), List.of(), "");
	}

	/**
	 * A daemon has ended.
	 * @param text what it reported
	 * @param exitCode its own exit code
	 * @return the failure
	 */
	public static DaemonException start(String text, int exitCode) {
		return new StartFailedException(text, new WaitStatus(exitCode << Byte.SIZE));
	}

	/**
	 * A system call failed.
	 * @param call the call's name
	 * @param errno the error number
	 * @param option the option that was being applied; empty if it was none
	 * @return the failure
	 */
	public static DaemonException call(String call, int errno, String option) {
		return new SystemCallException(new ErrnoException(call, "do it", "", errno), option, Map.of());
	}

}

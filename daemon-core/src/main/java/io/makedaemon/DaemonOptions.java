package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.ResourceLimit;
import io.makedaemon.systemd.ActivatedSocket;

/**
 * The options of a {@link DaemonAttr}; see the methods of its builder.
 *
 * @param programName the daemon's {@code argv[0]}; empty for the parent's
 * @param captureOutput whether standard output and error are captured
 * @param captureBacklog how much captured output may be unread, in bytes
 * @param files the files that the daemon inherits, in order
 * @param sockets the sockets that the daemon inherits, in order
 * @param workingDirectory the daemon's working directory; null if none was set
 * @param umask the file mode creation mask
 * @param startTimeout how long the parent waits for the daemon to be ready; zero if it
 * does not wait
 * @param jvmOptions the JVM options that only the daemon gets
 * @param logDirectory the directory of the daemon's logs; null if it is not known
 * @param softLimits the soft limits that are set
 * @param hardLimits the hard limits that are set
 * @param user the user's name or id; empty for the user who starts the daemon
 * @param group the group's name or id; empty for the group of the user
 * @param capabilities the capabilities that the daemon keeps
 * @param noNewPrivileges whether neither the daemon nor a program it starts can gain
 * privileges
 * @param jar the jar that the daemon runs instead of the parent's; null for the same jar
 * @param logFile the daemon's log file; null if it is not known
 * @param showProgress whether the parent tells the user about the start
 * @param hint what the parent prints behind its line about the start
 * @param pidFile the pid file; null if there is to be none
 * @param signals the signals that the daemon handles
 * @param supervision how the daemon is supervised; null if it is not
 * @param message the message from the parent to the daemon; empty if there is none
 * @param origins where the values of options come from, by name of the option
 */
record DaemonOptions(String programName, boolean captureOutput, long captureBacklog, List<DaemonFile> files,
		List<DaemonSocket> sockets, @Nullable Path workingDirectory, int umask, Duration startTimeout,
		List<String> jvmOptions, @Nullable Path logDirectory, Map<Resource, Long> softLimits,
		Map<Resource, Long> hardLimits, String user, String group, Set<Capability> capabilities,
		boolean noNewPrivileges, @Nullable Path jar, @Nullable Path logFile, boolean showProgress, String hint,
		@Nullable Path pidFile, Set<DaemonSignal> signals, @Nullable Supervision supervision, String message,
		Map<String, String> origins) {

	private static final int MAX_UMASK = 0777;

	private static final long MIN_BACKLOG = 2L << 20;

	private static final long MAX_BACKLOG = 1L << 30;

	private static final Duration MAX_TIMEOUT = Duration.ofDays(365);

	private static final AtomicBoolean ACTIVATED_TAKEN = new AtomicBoolean();

	/**
	 * Check options that depend on each other.
	 * @throws IllegalArgumentException if they contradict each other
	 */
	DaemonOptions {
		softLimits.forEach((resource, soft) -> {
			Long hard = hardLimits.get(resource);
			if (hard != null && Long.compareUnsigned(soft, hard) > 0) {
				throw new IllegalArgumentException("the soft limit of " + resource + " is higher than the hard limit");
			}
		});
		if (!capabilities.isEmpty() && user.isEmpty()) {
			throw new IllegalArgumentException(
					"capabilities are kept only when the daemon runs as another user: set a user as well");
		}
		if (supervision != null && (pidFile == null || startTimeout.isZero())) {
			throw new IllegalArgumentException(
					"a daemon is supervised only with a pid file, by which it can be stopped,"
							+ " and a start timeout, within which it must be ready");
		}
		checkNames(sockets);
		if (pidFile != null) {
			checkOther(pidFile, logFile, "the log file");
			files.forEach((file) -> checkOther(pidFile, file.path(), "one of the files that the daemon inherits"));
		}
	}

	/**
	 * Return the sockets, including those that the service manager has handed over.
	 */
	List<DaemonSocket> withActivated() {
		return (System.getenv(ActivatedSocket.PROCESS) != null) ? ActivatedSockets.with(this.sockets) : this.sockets;
	}

	/**
	 * Return the sockets like {@link #withActivated()} for a process that uses them
	 * itself: the first time only, since their descriptors may have been closed later.
	 */
	List<DaemonSocket> takeActivated() {
		return ACTIVATED_TAKEN.getAndSet(true) ? this.sockets : withActivated();
	}

	/**
	 * Return the limits that are set.
	 */
	List<ResourceLimit> limits() {
		List<ResourceLimit> limits = new ArrayList<>();
		for (Resource resource : Resource.values()) {
			Long soft = this.softLimits.get(resource);
			Long hard = this.hardLimits.get(resource);
			if (soft != null || hard != null) {
				limits.add(new ResourceLimit(resource.number(), resource.name().toLowerCase(Locale.ROOT), soft, hard));
			}
		}
		return limits;
	}

	private static void checkNames(List<DaemonSocket> sockets) {
		for (int i = 0; i < sockets.size(); i++) {
			String name = sockets.get(i).name();
			for (DaemonSocket other : sockets.subList(0, i)) {
				if (other.name().equals(name)) {
					throw new IllegalArgumentException("there are two sockets of the name " + name);
				}
			}
		}
	}

	/**
	 * Check that the pid file is a file of its own: anything else written to it would be
	 * taken for a process id.
	 */
	private static void checkOther(Path pidFile, @Nullable Path file, String what) {
		if (file != null && isSame(pidFile, file)) {
			throw new IllegalArgumentException(
					"the pid file " + pidFile + " is " + what + " as well: it must be a separate file");
		}
	}

	private static boolean isSame(Path file, Path other) {
		try {
			return Files.isSameFile(file, other);
		}
		catch (IOException ex) {
			// One of them does not exist yet, or may not be seen
			return place(file).equals(place(other));
		}
	}

	/**
	 * Return the real place of a file, since more than one path may lead to its
	 * directory.
	 */
	private static Path place(Path file) {
		Path path = file.toAbsolutePath();
		Path directory = path.getParent();
		try {
			return (directory != null) ? directory.toRealPath().resolve(directory.relativize(path)) : path;
		}
		catch (IOException ex) {
			return path.normalize();
		}
	}

	static int checkedUmask(int umask) {
		if (umask < 0 || umask > MAX_UMASK) {
			throw new IllegalArgumentException(
					"the umask must be between 0 and 777 in octal, but is " + Integer.toOctalString(umask));
		}
		return umask;
	}

	static long checkedBacklog(long backlog) {
		if (backlog < MIN_BACKLOG || backlog > MAX_BACKLOG) {
			throw new IllegalArgumentException(
					"the backlog must be between 2 MB and 1 GB, but is " + backlog + " bytes");
		}
		return backlog;
	}

	static Duration checkedTimeout(Duration timeout) {
		if (timeout.isNegative() || timeout.compareTo(MAX_TIMEOUT) > 0) {
			throw new IllegalArgumentException(
					"the start timeout must be between 0 and " + MAX_TIMEOUT.toDays() + " days");
		}
		return timeout;
	}

	/**
	 * Check what becomes an argument of a program.
	 */
	static String withoutZeroByte(String value) {
		if (value.indexOf('\0') >= 0) {
			throw new IllegalArgumentException("no argument of a program can have a zero byte: " + value);
		}
		return value;
	}

}

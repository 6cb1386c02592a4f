package io.makedaemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The options of {@link Daemon#makeDaemon(DaemonAttr)}. Immutable.
 */
public final class DaemonAttr {

	/** The default umask: files of the daemon are not for others. */
	public static final int DEFAULT_UMASK = 027;

	private static final int MAX_UMASK = 0777;

	private static final long DEFAULT_CAPTURE_BACKLOG = 128L << 20;

	private static final long MIN_CAPTURE_BACKLOG = 2L << 20;

	private static final long MAX_CAPTURE_BACKLOG = 1L << 30;

	private static final Duration MAX_START_TIMEOUT = Duration.ofDays(365);

	private final DaemonOptions options;

	private DaemonAttr(DaemonOptions options) {
		this.options = options;
	}

	/**
	 * Begins with the default options.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	DaemonOptions options() {
		return this.options;
	}

	/**
	 * Builds a {@link DaemonAttr}.
	 */
	public static final class Builder {

		private String programName = "";

		private boolean captureOutput;

		private long captureBacklog = DEFAULT_CAPTURE_BACKLOG;

		private final List<DaemonFile> files = new ArrayList<>();

		private final List<DaemonSocket> sockets = new ArrayList<>();

		private @Nullable Path workingDirectory;

		private int umask = DEFAULT_UMASK;

		private Duration startTimeout = Duration.ZERO;

		private final List<String> jvmOptions = new ArrayList<>();

		private @Nullable Path logDirectory;

		private final Map<Resource, Long> softLimits = new EnumMap<>(Resource.class);

		private final Map<Resource, Long> hardLimits = new EnumMap<>(Resource.class);

		private String user = "";

		private String group = "";

		private final Set<Capability> capabilities = EnumSet.noneOf(Capability.class);

		private boolean noNewPrivileges;

		private @Nullable Path jar;

		private @Nullable Path logFile;

		private boolean showProgress;

		private @Nullable Path pidFile;

		private final Set<DaemonSignal> signals = EnumSet.noneOf(DaemonSignal.class);

		private String message = "";

		private final Map<String, String> origins = new HashMap<>();

		private Builder() {
		}

		/**
		 * Sets the daemon's {@code argv[0]}, which is what {@code ps} shows, and the
		 * first 15 bytes of it as the process's name, which is what {@code pgrep} finds.
		 * @param programName the name; empty (the default) for the parent's
		 * {@code argv[0]}
		 * @return this builder
		 * @throws IllegalArgumentException if the name has a zero byte
		 */
		public Builder programName(String programName) {
			this.programName = DaemonOptions.withoutZeroByte(programName);
			return this;
		}

		/**
		 * Sets whether the daemon's standard output and error are captured, see
		 * {@link DaemonContext#stdout()}.
		 * @param captureOutput whether to capture them; false by default
		 * @return this builder
		 */
		public Builder captureOutput(boolean captureOutput) {
			this.captureOutput = captureOutput;
			return this;
		}

		/**
		 * Sets how much captured output may be unread before the oldest of it is dropped.
		 * It is kept in memory, and only native code and child processes can come so far
		 * ahead: Java code that prints is made to wait when it is 1 MiB ahead.
		 * @param captureBacklog the number of bytes, for each of the two streams; 128 MiB
		 * by default
		 * @return this builder
		 * @throws IllegalArgumentException if it is less than 2 MiB or more than 1 GiB
		 */
		public Builder captureBacklog(long captureBacklog) {
			if (captureBacklog < MIN_CAPTURE_BACKLOG || captureBacklog > MAX_CAPTURE_BACKLOG) {
				throw new IllegalArgumentException(
						"a backlog of captured output is between 2 MB and 1 GB, not " + captureBacklog + " bytes");
			}
			this.captureBacklog = captureBacklog;
			return this;
		}

		/**
		 * Adds files that the daemon inherits.
		 * @param files the files
		 * @return this builder
		 */
		public Builder files(DaemonFile... files) {
			this.files.addAll(List.of(files));
			return this;
		}

		/**
		 * Add sockets that listen before the daemon exists, and that it inherits.
		 * @param sockets the sockets, each with a name of its own
		 * @return this builder
		 */
		public Builder sockets(DaemonSocket... sockets) {
			this.sockets.addAll(List.of(sockets));
			return this;
		}

		/**
		 * Sets the daemon's working directory. Without this it is {@code /}, with one
		 * exception: a JVM that is given a class-data or AOT archive, and whose class
		 * path was typed with relative paths, stays in the launch directory, since it
		 * ignores the archive in any other.
		 * @param workingDirectory the directory; a relative one is taken against the
		 * launch directory
		 * @return this builder
		 */
		public Builder workingDirectory(Path workingDirectory) {
			this.workingDirectory = workingDirectory;
			return this;
		}

		/**
		 * Sets the daemon's file mode creation mask, see umask(2).
		 * @param umask the mask, {@value #DEFAULT_UMASK} (027) by default
		 * @return this builder
		 * @throws IllegalArgumentException if it is not between 0 and 0777
		 */
		public Builder umask(int umask) {
			if (umask < 0 || umask > MAX_UMASK) {
				throw new IllegalArgumentException(
						"a umask is between 0 and 777 in octal, not " + Integer.toOctalString(umask));
			}
			this.umask = umask;
			return this;
		}

		/**
		 * Sets how long the parent waits for {@link DaemonContext#ready()}. A daemon that
		 * takes longer is stopped.
		 * @param startTimeout the time; zero (the default) for not to wait
		 * @return this builder
		 * @throws IllegalArgumentException if the time is negative, or longer than 365
		 * days
		 */
		public Builder startTimeout(Duration startTimeout) {
			if (startTimeout.isNegative() || startTimeout.compareTo(MAX_START_TIMEOUT) > 0) {
				throw new IllegalArgumentException(
						"a start timeout is between 0 and " + MAX_START_TIMEOUT.toDays() + " days");
			}
			this.startTimeout = startTimeout;
			return this;
		}

		/**
		 * Adds JVM options that only the daemon gets. They come behind those of the
		 * parent's command line, and so win over them.
		 * @param jvmOptions the options, one each; relative paths in them are taken
		 * against the launch directory, as those on the command line are
		 * @return this builder
		 * @throws IllegalArgumentException if one has a zero byte, or does not begin with
		 * a dash
		 */
		public Builder jvmOptions(List<String> jvmOptions) {
			for (String option : jvmOptions) {
				if (!DaemonOptions.withoutZeroByte(option).startsWith("-")) {
					throw new IllegalArgumentException("a JVM option begins with a dash, \"" + option + "\" does not");
				}
			}
			this.jvmOptions.addAll(jvmOptions);
			return this;
		}

		/**
		 * Sets the jar that the daemon runs instead of the one that is behind
		 * {@code -jar} on the parent's command line: the same program in another form,
		 * for instance unpacked. Its arguments stay.
		 * @param jar the jar; a relative one is taken against the launch directory
		 * @return this builder
		 */
		public Builder jar(Path jar) {
			this.jar = jar;
			return this;
		}

		/**
		 * Sets the directory of the daemon's logs. The JVM's crash log and heap dumps
		 * ({@code -XX:ErrorFile} and {@code -XX:HeapDumpPath}) go there as well, each
		 * unless the user has set it; otherwise they are in the daemon's working
		 * directory. For a daemon of another {@linkplain #user(String) user}, the
		 * directory is made that user's if it does not exist, with mode 0750 less the
		 * umask.
		 * @param logDirectory the directory; a relative one is taken against the launch
		 * directory
		 * @return this builder
		 */
		public Builder logDirectory(Path logDirectory) {
			this.logDirectory = logDirectory;
			return this;
		}

		/**
		 * Sets a soft limit, see getrlimit(2): the one that counts. The hard limit is
		 * raised if it must be and this user may. A soft limit for
		 * {@link Resource#NOFILE} gives the daemon's JVM the option
		 * {@code -XX:-MaxFDLimit}: by itself it would raise the limit again.
		 * @param resource the resource
		 * @param limit the limit, or {@link Resource#UNLIMITED}
		 * @return this builder
		 * @throws IllegalArgumentException if the limit is negative, or for
		 * {@link Resource#NOFILE} less than 64
		 */
		public Builder softLimit(Resource resource, long limit) {
			this.softLimits.put(resource, resource.checked(limit));
			return this;
		}

		/**
		 * Sets a hard limit, see getrlimit(2): the one up to which the daemon itself can
		 * raise the soft limit. A soft limit above it is lowered to it.
		 * @param resource the resource
		 * @param limit the limit, or {@link Resource#UNLIMITED}
		 * @return this builder
		 * @throws IllegalArgumentException if the limit is negative, or for
		 * {@link Resource#NOFILE} less than 64
		 */
		public Builder hardLimit(Resource resource, long limit) {
			this.hardLimits.put(resource, resource.checked(limit));
			return this;
		}

		/**
		 * Sets whose the daemon is. Only root can start a daemon as another user. The
		 * groups are the user's as of initgroups(3); {@code HOME}, {@code USER} and
		 * {@code LOGNAME} are set. The {@linkplain DaemonFile files} are opened as that
		 * user, and the working directory is entered as that user.
		 * @param user the user's name, or id in decimal; empty (the default) for the user
		 * who starts it
		 * @return this builder
		 * @throws IllegalArgumentException if the name has a zero byte
		 */
		public Builder user(String user) {
			this.user = DaemonOptions.withoutZeroByte(user);
			return this;
		}

		/**
		 * Sets the daemon's group. Only root can do this.
		 * @param group the group's name, or id in decimal; empty (the default) for the
		 * group of its user
		 * @return this builder
		 * @throws IllegalArgumentException if the name has a zero byte
		 */
		public Builder group(String group) {
			this.group = DaemonOptions.withoutZeroByte(group);
			return this;
		}

		/**
		 * Adds capabilities that the daemon keeps although another user's, also in the
		 * programs that it starts (ambient capabilities, see capabilities(7)): with
		 * {@link Capability#NET_BIND_SERVICE} it can listen on port 80.
		 * @param capabilities the capabilities
		 * @return this builder
		 */
		public Builder capabilities(Capability... capabilities) {
			this.capabilities.addAll(List.of(capabilities));
			return this;
		}

		/**
		 * Sets whether neither the daemon nor a program that it starts can gain
		 * privileges: programs such as sudo and ping have none of root's then; see
		 * {@code no_new_privs} in prctl(2).
		 * @param noNewPrivileges whether they cannot; the default is false
		 * @return this builder
		 */
		public Builder noNewPrivileges(boolean noNewPrivileges) {
			this.noNewPrivileges = noNewPrivileges;
			return this;
		}

		/**
		 * Sets the daemon's log file: it is named when the daemon was started, and when
		 * it has failed its last lines are shown. The program itself opens it, or lets
		 * its logging library do so.
		 * @param logFile the file; a relative one is taken against the launch directory
		 * @return this builder
		 */
		public Builder logFile(Path logFile) {
			this.logFile = logFile;
			return this;
		}

		/**
		 * Sets whether the parent tells the user how the start goes on: one line on
		 * standard output in the end, with the name of the program, the time it took, the
		 * process id and the log file. If standard output is a terminal and the start
		 * takes more than a second, another line shows its
		 * {@linkplain DaemonContext#progress(String) progress} until then.
		 * @param showProgress whether it does; the default is false
		 * @return this builder
		 */
		public Builder showProgress(boolean showProgress) {
			this.showProgress = showProgress;
			return this;
		}

		/**
		 * Sets the daemon's pid file. It has the daemon's process id and a newline in it,
		 * mode 0644, and is locked with flock(2) from before the daemon exists until it
		 * ends: no second daemon starts. It is removed when the daemon shuts down
		 * gracefully, and made again when somebody else removes it, if the daemon's user
		 * may do that; see {@link DaemonContext#pidFileProblem()}.
		 *
		 * <p>
		 * It belongs to the user who gives the command, is a regular file with one name,
		 * and not for another {@linkplain #user(String) user} to write to. A lock of a
		 * process of yet another user counts for nothing.
		 * @param pidFile the file, in a directory that exists and cannot be changed by
		 * everybody, for root's by nobody but root and the daemon's user; a relative one
		 * is taken against the launch directory
		 * @return this builder
		 */
		public Builder pidFile(Path pidFile) {
			this.pidFile = pidFile;
			return this;
		}

		/**
		 * Adds signals that the daemon handles: none of them is lost, those that come
		 * before {@link DaemonContext#onSignal(Consumer)} is called wait for it. In a JVM
		 * with the option {@code -Xrs} they keep their other meaning.
		 *
		 * <p>
		 * With {@link DaemonSignal#USR2} the daemon has the variable
		 * {@code _JAVA_SR_SIGNUM} in its environment, unless the parent has it already.
		 * It makes the JVM take SIGSTKFLT to stop a thread, as a flight recording does
		 * all the time, and not this one.
		 * @param signals the signals
		 * @return this builder
		 */
		public Builder signals(DaemonSignal... signals) {
			this.signals.addAll(List.of(signals));
			return this;
		}

		/**
		 * Sets a message from the parent to the daemon, which gets it by
		 * {@link DaemonContext#message()}. It is not on a command line or in an
		 * environment, where others could read it.
		 * @param message the message; empty by default
		 * @return this builder
		 */
		public Builder message(String message) {
			this.message = message;
			return this;
		}

		/**
		 * Sets where the value of an option comes from. The sentence that says that the
		 * value cannot be used says this, too.
		 * @param option the option, see {@link DaemonException#option()}
		 * @param origin the origin, in words that go behind "set by"
		 * @return this builder
		 */
		public Builder origin(String option, String origin) {
			this.origins.put(option, origin);
			return this;
		}

		/**
		 * Builds the options.
		 * @return the options
		 * @throws IllegalArgumentException if a soft limit is higher than the hard limit,
		 * there are capabilities to keep, but no user is set, two sockets have the same
		 * name, or the pid file is the log file or one of the files as well
		 */
		public DaemonAttr build() {
			return new DaemonAttr(new DaemonOptions(this.programName, this.captureOutput, this.captureBacklog,
					List.copyOf(this.files), List.copyOf(this.sockets), this.workingDirectory, this.umask,
					this.startTimeout, List.copyOf(this.jvmOptions), this.logDirectory, Map.copyOf(this.softLimits),
					Map.copyOf(this.hardLimits), this.user, this.group, Set.copyOf(this.capabilities),
					this.noNewPrivileges, this.jar, this.logFile, this.showProgress, this.pidFile,
					Set.copyOf(this.signals), this.message, Map.copyOf(this.origins)));
		}

	}

}

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

	/** The default umask, which gives others no access to the daemon's files. */
	public static final int DEFAULT_UMASK = 027;

	private static final long DEFAULT_CAPTURE_BACKLOG = 128L << 20;

	private final DaemonOptions options;

	private DaemonAttr(DaemonOptions options) {
		this.options = options;
	}

	/**
	 * Return a builder with the default options.
	 * @return the builder
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

		private String hint = "";

		private @Nullable Path pidFile;

		private final Set<DaemonSignal> signals = EnumSet.noneOf(DaemonSignal.class);

		private @Nullable Supervision supervision;

		private String message = "";

		private final Map<String, String> origins = new HashMap<>();

		private Builder() {
		}

		/**
		 * Set the daemon's {@code argv[0]}, which {@code ps} shows. Its first 15 bytes
		 * become the process's name, which {@code pgrep} finds.
		 * @param programName the name; empty (the default) for that of the parent
		 * @return this builder
		 * @throws IllegalArgumentException if the name contains a zero byte
		 */
		public Builder programName(String programName) {
			this.programName = DaemonOptions.withoutZeroByte(programName);
			return this;
		}

		/**
		 * Set whether to capture the daemon's standard output and error; see
		 * {@link DaemonContext#stdout()}.
		 * @param captureOutput whether to capture them; the default is false
		 * @return this builder
		 */
		public Builder captureOutput(boolean captureOutput) {
			this.captureOutput = captureOutput;
			return this;
		}

		/**
		 * Set how much captured output may be unread, in memory, before the oldest is
		 * dropped. Only native code and child processes can get that far ahead: Java code
		 * has to wait when it is 1 MiB ahead.
		 * @param captureBacklog the number of bytes for each of the two streams; the
		 * default is 128 MiB
		 * @return this builder
		 * @throws IllegalArgumentException if it is less than 2 MiB or more than 1 GiB
		 */
		public Builder captureBacklog(long captureBacklog) {
			this.captureBacklog = DaemonOptions.checkedBacklog(captureBacklog);
			return this;
		}

		/**
		 * Add files that the daemon inherits.
		 * @param files the files
		 * @return this builder
		 */
		public Builder files(DaemonFile... files) {
			this.files.addAll(List.of(files));
			return this;
		}

		/**
		 * Add sockets that listen before the daemon exists and that it inherits.
		 * @param sockets the sockets, each with a different name
		 * @return this builder
		 */
		public Builder sockets(DaemonSocket... sockets) {
			this.sockets.addAll(List.of(sockets));
			return this;
		}

		/**
		 * Set the daemon's working directory. The default is {@code /}, with one
		 * exception: a JVM with a class-data or AOT archive and a class path of relative
		 * paths stays in the launch directory, because it ignores the archive in any
		 * other directory.
		 * @param workingDirectory the directory; a relative one is resolved against the
		 * launch directory
		 * @return this builder
		 */
		public Builder workingDirectory(Path workingDirectory) {
			this.workingDirectory = workingDirectory;
			return this;
		}

		/**
		 * Set the daemon's file mode creation mask; see umask(2).
		 * @param umask the mask; the default is {@value #DEFAULT_UMASK} (027)
		 * @return this builder
		 * @throws IllegalArgumentException if it is not between 0 and 0777
		 */
		public Builder umask(int umask) {
			this.umask = DaemonOptions.checkedUmask(umask);
			return this;
		}

		/**
		 * Set how long the parent waits for {@link DaemonContext#ready()}. A daemon that
		 * takes longer is stopped.
		 * @param startTimeout the timeout; zero (the default) means that the parent does
		 * not wait
		 * @return this builder
		 * @throws IllegalArgumentException if the timeout is negative or longer than 365
		 * days
		 */
		public Builder startTimeout(Duration startTimeout) {
			this.startTimeout = DaemonOptions.checkedTimeout(startTimeout);
			return this;
		}

		/**
		 * Add JVM options for the daemon only. They come after those on the parent's
		 * command line and therefore override them.
		 * @param jvmOptions the options, one an element; relative paths in them are
		 * resolved against the launch directory, like those on the command line
		 * @return this builder
		 * @throws IllegalArgumentException if an option contains a zero byte or does not
		 * begin with a dash
		 */
		public Builder jvmOptions(List<String> jvmOptions) {
			for (String option : jvmOptions) {
				if (!DaemonOptions.withoutZeroByte(option).startsWith("-")) {
					throw new IllegalArgumentException("a JVM option must begin with a dash: " + option);
				}
			}
			this.jvmOptions.addAll(jvmOptions);
			return this;
		}

		/**
		 * Set the jar that the daemon runs instead of the one after {@code -jar} on the
		 * parent's command line: the same program in another form, for instance unpacked.
		 * The program's arguments stay the same.
		 * @param jar the jar; a relative one is resolved against the launch directory
		 * @return this builder
		 */
		public Builder jar(Path jar) {
			this.jar = jar;
			return this;
		}

		/**
		 * Set the directory of the daemon's logs. The JVM's crash log and heap dumps
		 * ({@code -XX:ErrorFile} and {@code -XX:HeapDumpPath}) go there as well, unless
		 * the user has set these options; otherwise they go to the daemon's working
		 * directory. If the daemon runs as another {@linkplain #user(String) user} and
		 * the directory does not exist, it is created for that user, with mode 0750 less
		 * the umask.
		 * @param logDirectory the directory; a relative one is resolved against the
		 * launch directory
		 * @return this builder
		 */
		public Builder logDirectory(Path logDirectory) {
			this.logDirectory = logDirectory;
			return this;
		}

		/**
		 * Set a soft limit, which takes effect; see getrlimit(2). The hard limit is
		 * raised if necessary and permitted. With one for {@link Resource#NOFILE}, the
		 * daemon's JVM gets {@code -XX:-MaxFDLimit}, since it would raise the limit
		 * again.
		 * @param resource the resource
		 * @param limit the limit, or {@link Resource#UNLIMITED}
		 * @return this builder
		 * @throws IllegalArgumentException if the limit is negative, or less than 64 for
		 * {@link Resource#NOFILE}
		 */
		public Builder softLimit(Resource resource, long limit) {
			this.softLimits.put(resource, resource.checked(limit));
			return this;
		}

		/**
		 * Set a hard limit, up to which the daemon itself can raise the soft limit; see
		 * getrlimit(2). A higher soft limit is lowered to it.
		 * @param resource the resource
		 * @param limit the limit, or {@link Resource#UNLIMITED}
		 * @return this builder
		 * @throws IllegalArgumentException if the limit is negative, or less than 64 for
		 * {@link Resource#NOFILE}
		 */
		public Builder hardLimit(Resource resource, long limit) {
			this.hardLimits.put(resource, resource.checked(limit));
			return this;
		}

		/**
		 * Set the user the daemon runs as. Only root can start a daemon as another user.
		 * The groups are the user's, as by initgroups(3), and {@code HOME}, {@code USER}
		 * and {@code LOGNAME} are set. The {@linkplain DaemonFile files} are opened, and
		 * the working directory is entered, as that user.
		 * @param user the user's name or decimal id; empty (the default) for the user who
		 * starts the daemon
		 * @return this builder
		 * @throws IllegalArgumentException if the name contains a zero byte
		 */
		public Builder user(String user) {
			this.user = DaemonOptions.withoutZeroByte(user);
			return this;
		}

		/**
		 * Set the daemon's group. Only root can do this.
		 * @param group the group's name or decimal id; empty (the default) for the user's
		 * group
		 * @return this builder
		 * @throws IllegalArgumentException if the name contains a zero byte
		 */
		public Builder group(String group) {
			this.group = DaemonOptions.withoutZeroByte(group);
			return this;
		}

		/**
		 * Add capabilities that the daemon, and the programs it starts, keep when it runs
		 * as another user (ambient capabilities; see capabilities(7)).
		 * @param capabilities the capabilities
		 * @return this builder
		 */
		public Builder capabilities(Capability... capabilities) {
			this.capabilities.addAll(List.of(capabilities));
			return this;
		}

		/**
		 * Set whether to prevent the daemon and its programs from gaining privileges, as
		 * by setuid programs such as sudo; see {@code no_new_privs} in prctl(2).
		 * @param noNewPrivileges whether to prevent it; the default is false
		 * @return this builder
		 */
		public Builder noNewPrivileges(boolean noNewPrivileges) {
			this.noNewPrivileges = noNewPrivileges;
			return this;
		}

		/**
		 * Set the daemon's log file, which the program opens. The parent names it when
		 * the daemon has started, and shows its last lines if the daemon has failed.
		 * @param logFile the file, absolute or relative to the launch directory
		 * @return this builder
		 */
		public Builder logFile(Path logFile) {
			this.logFile = logFile;
			return this;
		}

		/**
		 * Set whether the parent tells the user about the start. At the end it prints one
		 * line to standard output, with the program name, the time taken, the process id,
		 * and the log file. If standard output is a terminal and the start takes more
		 * than a second, another line shows the
		 * {@linkplain DaemonContext#progress(String) progress} until then.
		 * @param showProgress whether to show it; the default is false
		 * @return this builder
		 */
		public Builder showProgress(boolean showProgress) {
			this.showProgress = showProgress;
			return this;
		}

		/**
		 * Set what the parent prints behind its line about the start, if it
		 * {@linkplain #showProgress(boolean) shows} that: what the user can do next.
		 * @param hint the text, which may begin with a line end; the default is empty
		 * @return this builder
		 */
		public Builder hint(String hint) {
			this.hint = hint;
			return this;
		}

		/**
		 * Set the daemon's pid file. It contains the daemon's process id and a newline,
		 * has mode 0644, and is locked with flock(2) from before the daemon exists until
		 * it ends, so that no second daemon starts. It is removed when the daemon shuts
		 * down gracefully. If somebody else removes it, it is created again, if the
		 * daemon's user may do that; see {@link DaemonContext#pidFileProblem()}.
		 *
		 * <p>
		 * The file must be a regular file with a single name. It belongs to the user who
		 * gives the command, and another {@linkplain #user(String) user} the daemon runs
		 * as cannot write to it. A lock held by any other user's process is ignored.
		 * @param pidFile the file, in an existing directory that not everybody can change
		 * or, for a file of root's, that only root and the daemon's user can change; a
		 * relative one is resolved against the launch directory
		 * @return this builder
		 */
		public Builder pidFile(Path pidFile) {
			this.pidFile = pidFile;
			return this;
		}

		/**
		 * Add signals that the daemon handles. None is lost: those that arrive before
		 * {@link DaemonContext#onSignal(Consumer)} is called are kept until then. In a
		 * JVM with the option {@code -Xrs} they keep their default meaning.
		 *
		 * <p>
		 * With {@link DaemonSignal#USR2}, the variable {@code _JAVA_SR_SIGNUM} is set in
		 * the daemon's environment, unless the parent has it already. It makes the JVM
		 * use SIGSTKFLT instead of SIGUSR2 to stop a thread, as a flight recording does
		 * all the time.
		 * @param signals the signals
		 * @return this builder
		 */
		public Builder signals(DaemonSignal... signals) {
			this.signals.addAll(List.of(signals));
			return this;
		}

		/**
		 * Set how the daemon is kept running. It needs a pid file and a start timeout.
		 * @param supervision the supervision; the default is that there is none
		 * @return this builder
		 */
		public Builder supervision(Supervision supervision) {
			this.supervision = supervision;
			return this;
		}

		/**
		 * Set a {@linkplain DaemonContext#message() message} from the parent to the
		 * daemon. It is not passed where others could read it.
		 * @param message the message; the default is empty
		 * @return this builder
		 */
		public Builder message(String message) {
			this.message = message;
			return this;
		}

		/**
		 * Set where the value of an option comes from, for messages about it.
		 * @param option the option; see {@link DaemonException#option()}
		 * @param origin the origin, in words that follow "set by"
		 * @return this builder
		 */
		public Builder origin(String option, String origin) {
			this.origins.put(option, origin);
			return this;
		}

		/**
		 * Build the options.
		 * @return the options
		 * @throws IllegalArgumentException if a soft limit is higher than the hard limit,
		 * if capabilities are set without a user, if two sockets have the same name, if
		 * the pid file is also the log file or one of the files, or if something that a
		 * supervision needs is missing
		 */
		public DaemonAttr build() {
			return new DaemonAttr(new DaemonOptions(this.programName, this.captureOutput, this.captureBacklog,
					List.copyOf(this.files), List.copyOf(this.sockets), this.workingDirectory, this.umask,
					this.startTimeout, List.copyOf(this.jvmOptions), this.logDirectory, Map.copyOf(this.softLimits),
					Map.copyOf(this.hardLimits), this.user, this.group, Set.copyOf(this.capabilities),
					this.noNewPrivileges, this.jar, this.logFile, this.showProgress, this.hint, this.pidFile,
					Set.copyOf(this.signals), this.supervision, this.message, Map.copyOf(this.origins)));
		}

	}

}

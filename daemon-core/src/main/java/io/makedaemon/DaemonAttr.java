package io.makedaemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The options of {@link Daemon#makeDaemon(DaemonAttr)}. Immutable.
 */
public final class DaemonAttr {

	/** The default umask: files of the daemon are not for others. */
	public static final int DEFAULT_UMASK = 027;

	private static final int MAX_UMASK = 0777;

	private final String programName;

	private final boolean captureOutput;

	private final List<DaemonFile> files;

	private final Path workingDirectory;

	private final int umask;

	private final Duration startTimeout;

	private final List<String> jvmOptions;

	private final StartListener startListener;

	private DaemonAttr(Builder builder) {
		this.programName = builder.programName;
		this.captureOutput = builder.captureOutput;
		this.files = List.copyOf(builder.files);
		this.workingDirectory = builder.workingDirectory;
		this.umask = builder.umask;
		this.startTimeout = builder.startTimeout;
		this.jvmOptions = List.copyOf(builder.jvmOptions);
		this.startListener = builder.startListener;
	}

	/**
	 * Begins with the default options.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns the daemon's {@code argv[0]}.
	 * @return the name; empty for the parent's
	 */
	public String programName() {
		return this.programName;
	}

	/**
	 * Returns whether the daemon's standard output and error are captured.
	 * @return whether they are; otherwise they go to {@code /dev/null}
	 */
	public boolean captureOutput() {
		return this.captureOutput;
	}

	/**
	 * Returns the files that the daemon inherits.
	 * @return the files, in their order
	 */
	public List<DaemonFile> files() {
		return this.files;
	}

	/**
	 * Returns the daemon's working directory.
	 * @return the directory; a relative one is taken against the launch directory
	 */
	public Path workingDirectory() {
		return this.workingDirectory;
	}

	/**
	 * Returns the daemon's file mode creation mask, see umask(2).
	 * @return the mask
	 */
	public int umask() {
		return this.umask;
	}

	/**
	 * Returns how long the parent waits for the daemon to be ready.
	 * @return the time; zero if it does not wait
	 */
	public Duration startTimeout() {
		return this.startTimeout;
	}

	/**
	 * Returns the JVM options that only the daemon gets.
	 * @return the options
	 */
	public List<String> jvmOptions() {
		return this.jvmOptions;
	}

	/**
	 * Returns who hears in the parent that the daemon runs.
	 * @return the listener
	 */
	public StartListener startListener() {
		return this.startListener;
	}

	/**
	 * Builds a {@link DaemonAttr}.
	 */
	public static final class Builder {

		private String programName = "";

		private boolean captureOutput;

		private final List<DaemonFile> files = new ArrayList<>();

		private Path workingDirectory = Path.of("/");

		private int umask = DEFAULT_UMASK;

		private Duration startTimeout = Duration.ZERO;

		private final List<String> jvmOptions = new ArrayList<>();

		private StartListener startListener = StartListener.NO_OP;

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
			this.programName = withoutZeroByte(programName);
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
		 * Adds files that the daemon inherits.
		 * @param files the files
		 * @return this builder
		 */
		public Builder files(DaemonFile... files) {
			this.files.addAll(List.of(files));
			return this;
		}

		/**
		 * Sets the daemon's working directory.
		 * @param workingDirectory the directory, {@code /} by default; a relative one is
		 * taken against the launch directory
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
		 * @throws IllegalArgumentException if the time is negative
		 */
		public Builder startTimeout(Duration startTimeout) {
			if (startTimeout.isNegative()) {
				throw new IllegalArgumentException("a start timeout is not negative: " + startTimeout);
			}
			this.startTimeout = startTimeout;
			return this;
		}

		/**
		 * Adds JVM options that only the daemon gets. They come behind those of the
		 * parent's command line, and so win over them.
		 * @param jvmOptions the options, one each; paths in them are absolute, or
		 * relative to the daemon's working directory
		 * @return this builder
		 * @throws IllegalArgumentException if one has a zero byte, or does not begin with
		 * a dash
		 */
		public Builder jvmOptions(List<String> jvmOptions) {
			for (String option : jvmOptions) {
				if (!withoutZeroByte(option).startsWith("-")) {
					throw new IllegalArgumentException("a JVM option begins with a dash, \"" + option + "\" does not");
				}
			}
			this.jvmOptions.addAll(jvmOptions);
			return this;
		}

		/**
		 * Sets who hears in the parent that the daemon runs.
		 * @param startListener the listener
		 * @return this builder
		 */
		public Builder startListener(StartListener startListener) {
			this.startListener = startListener;
			return this;
		}

		private static String withoutZeroByte(String value) {
			if (value.indexOf('\0') >= 0) {
				throw new IllegalArgumentException("no argument of a program can have a zero byte: " + value);
			}
			return value;
		}

		/**
		 * Builds the options.
		 * @return the options
		 */
		public DaemonAttr build() {
			return new DaemonAttr(this);
		}

	}

}

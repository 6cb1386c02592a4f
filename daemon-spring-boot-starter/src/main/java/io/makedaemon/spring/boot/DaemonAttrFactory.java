package io.makedaemon.spring.boot;

import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

import io.makedaemon.Capability;
import io.makedaemon.Daemon;
import io.makedaemon.DaemonAttr;
import io.makedaemon.DaemonException;
import io.makedaemon.DaemonFile;
import io.makedaemon.DaemonSignal;
import io.makedaemon.Resource;
import io.makedaemon.Supervision;
import io.makedaemon.prepare.Preparation;
import io.makedaemon.spring.boot.DaemonProperties.CaptureProperties;
import io.makedaemon.spring.boot.DaemonProperties.FileProperties;
import io.makedaemon.spring.boot.DaemonProperties.LimitProperties;
import io.makedaemon.spring.boot.DaemonProperties.LimitsProperties;
import io.makedaemon.spring.boot.DaemonProperties.SuperviseProperties;
import io.makedaemon.spring.boot.diagnostics.PropertyOrigin;
import io.makedaemon.spring.boot.logging.CaptureSettings;
import io.makedaemon.spring.boot.logging.CaptureSettings.StreamSettings;
import io.makedaemon.spring.boot.logging.LogFileLocation;
import io.makedaemon.spring.boot.logging.LogFiles;

/**
 * Creates the core's {@link DaemonAttr}, and the settings of the capture, from the
 * properties. A refused value is reported with the name of its property.
 */
final class DaemonAttrFactory {

	private static final int OCTAL = 8;

	private static final long MIN_LINE_LENGTH = 80;

	private static final long MAX_LINE_LENGTH = 16L << 20;

	/** The options that the first child can refuse, as the core names them. */
	private static final List<String> REFUSED_LATER = List.of("umask", "workingDirectory", "pidFile", "user", "group",
			"capabilities", "softLimit.nofile", "hardLimit.nofile", "softLimit.core", "hardLimit.core");

	private final DaemonProperties properties;

	private final @Nullable Environment environment;

	private final List<DeclaredSocket> sockets;

	/**
	 * Create a factory for the daemon, which need not report where values come from,
	 * since the parent has accepted them.
	 */
	DaemonAttrFactory(DaemonProperties properties) {
		this(properties, null, List.of());
	}

	/**
	 * Create a factory for the parent.
	 * @param properties the properties
	 * @param environment the environment they come from
	 * @param sockets the sockets in it
	 */
	DaemonAttrFactory(DaemonProperties properties, @Nullable Environment environment, List<DeclaredSocket> sockets) {
		this.properties = properties;
		this.environment = environment;
		this.sockets = sockets;
	}

	/**
	 * Create the options.
	 * @param programName the program's name
	 * @param log where the daemon logs
	 * @param directory where the daemon works
	 * @param pidFile the pid file, or null if there is none
	 * @param message the message from the parent to the daemon
	 * @param preparation what was prepared for the daemon, or null if nothing was
	 */
	DaemonAttr create(String programName, LogFileLocation log, WorkingDirectory directory, @Nullable Path pidFile,
			String message, @Nullable Preparation preparation) {
		return builder(programName, log, directory, pidFile, message, preparation).build();
	}

	/**
	 * Create the options like {@link #create}, to be completed.
	 */
	DaemonAttr.Builder builder(String programName, LogFileLocation log, WorkingDirectory directory,
			@Nullable Path pidFile, String message, @Nullable Preparation preparation) {
		DaemonAttr.Builder builder = DaemonAttr.builder()
			.captureOutput(this.properties.captureOutput())
			.logDirectory(log.directory())
			.showProgress(!this.properties.quiet())
			.message(message);
		Path logFile = log.file();
		if (logFile != null) {
			builder.logFile(logFile);
		}
		check(this.properties.hasProgramName() ? "daemon.program-name" : "spring.application.name", programName,
				() -> builder.programName(programName));
		setWorkingDirectory(builder, directory);
		builder.signals(DaemonSignal.HUP).signals(this.properties.signals().toArray(DaemonSignal[]::new));
		DataSize backlog = this.properties.capture().maxBacklog();
		check("daemon.capture.max-backlog", backlog, () -> builder.captureBacklog(backlog.toBytes()));
		check("daemon.umask", this.properties.umask(), () -> builder.umask(umask()));
		check("daemon.start-timeout", this.properties.startTimeout(),
				() -> builder.startTimeout(this.properties.startTimeout()));
		check("daemon.jvm-options", this.properties.jvmOptions(),
				() -> builder.jvmOptions(this.properties.jvmOptions()));
		if (preparation != null) {
			builder.jar(preparation.jar()).jvmOptions(List.of(preparation.option()));
		}
		builder.files(files());
		for (DeclaredSocket socket : this.sockets) {
			builder.sockets(socket.socket());
			check(socket.property(), socket.name(), builder::build);
		}
		if (pidFile != null) {
			check("daemon.pid-file", pidFile, builder.pidFile(pidFile)::build);
		}
		setLimits(builder);
		setIdentity(builder);
		setOrigins(builder);
		return builder;
	}

	/**
	 * Let the daemon be supervised.
	 */
	void supervise(DaemonAttr.Builder builder) {
		SuperviseProperties supervise = this.properties.supervise();
		SuperviseMode mode = supervise.mode();
		Supervision supervision = check("daemon.supervise", mode,
				() -> new Supervision(mode == SuperviseMode.ALWAYS, supervise.delay(), supervise.maxDelay(),
						supervise.stableAfter(), supervise.maxFailures(), supervise.failuresWithin(),
						Set.copyOf(supervise.ignoreExitCodes()), supervise.liveness()));
		check("daemon.supervise", mode, builder.supervision(supervision)::build);
	}

	private static void setWorkingDirectory(DaemonAttr.Builder builder, WorkingDirectory directory) {
		Path path = directory.path();
		if (path != null) {
			builder.workingDirectory(path);
		}
		String reason = directory.reason();
		if (reason != null) {
			builder.origin("workingDirectory", reason);
		}
	}

	private void setLimits(DaemonAttr.Builder builder) {
		LimitsProperties limits = this.properties.limits();
		setLimits(builder, Resource.NOFILE, "daemon.limits.nofile.", limits.nofile(), Long::parseLong);
		setLimits(builder, Resource.CORE, "daemon.limits.core.", limits.core(),
				(size) -> DataSize.parse(size).toBytes());
	}

	private static void setLimits(DaemonAttr.Builder builder, Resource resource, String prefix,
			LimitProperties properties, ToLongFunction<String> parser) {
		String soft = properties.soft();
		if (soft != null) {
			check(prefix + "soft", soft, () -> builder.softLimit(resource, limit(soft, parser)));
		}
		String hard = properties.hard();
		if (hard != null) {
			check(prefix + "hard", hard, () -> builder.hardLimit(resource, limit(hard, parser)));
			check(prefix + "hard", hard, builder::build);
		}
	}

	private static long limit(String value, ToLongFunction<String> parser) {
		if (value.equals("unlimited")) {
			return Resource.UNLIMITED;
		}
		long limit;
		try {
			limit = parser.applyAsLong(value);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("a limit is a number, for core a size such as 1GB, or \"unlimited\"",
					ex);
		}
		if (limit < 0) {
			throw new IllegalArgumentException("a limit cannot be negative");
		}
		return limit;
	}

	private void setIdentity(DaemonAttr.Builder builder) {
		String user = this.properties.user();
		String group = this.properties.group();
		if (user != null) {
			check("daemon.user", user, () -> builder.user(user));
		}
		if (group != null) {
			check("daemon.group", group, () -> builder.group(group));
		}
		List<Capability> capabilities = this.properties.capabilities();
		builder.capabilities(capabilities.toArray(Capability[]::new));
		builder.noNewPrivileges(this.properties.noNewPrivileges());
		check("daemon.capabilities", capabilities, builder::build);
	}

	private void setOrigins(DaemonAttr.Builder builder) {
		REFUSED_LATER.forEach((option) -> setOrigin(builder, option));
		IntStream.range(0, this.properties.files().size()).forEach((index) -> setOrigin(builder, "files." + index));
		for (int i = 0; i < this.sockets.size(); i++) {
			String origin = (this.environment != null)
					? PropertyOrigin.ofProperty(this.sockets.get(i).property(), this.environment) : null;
			if (origin != null) {
				builder.origin("sockets." + i, origin);
			}
		}
	}

	private void setOrigin(DaemonAttr.Builder builder, String option) {
		String origin = (this.environment != null) ? PropertyOrigin.ofOption(option, this.environment) : null;
		if (origin != null) {
			builder.origin(option, origin);
		}
	}

	private int umask() {
		try {
			return Integer.parseInt(this.properties.umask(), OCTAL);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("a umask is an octal number such as 027", ex);
		}
	}

	/**
	 * Return the files that the daemon inherits.
	 */
	DaemonFile[] files() {
		List<FileProperties> files = this.properties.files();
		return IntStream.range(0, files.size())
			.mapToObj((index) -> file(files.get(index), "daemon.files[" + index + "]."))
			.toArray(DaemonFile[]::new);
	}

	private static DaemonFile file(FileProperties properties, String prefix) {
		String path = properties.path();
		if (path == null) {
			throw new InvalidConfigurationPropertyValueException(prefix + "path", null, "a file needs a path");
		}
		Path checkedPath = check(prefix + "path", path, () -> Path.of(path));
		DaemonFile file = check(prefix + "open", properties.open(),
				() -> DaemonFile.of(checkedPath, properties.open().toArray(OpenOption[]::new)));
		return properties.lock() ? file.locked() : file;
	}

	/**
	 * Return how captured output becomes log events.
	 * @throws DaemonException if the logging system that is needed for that is missing
	 */
	CaptureSettings captureSettings() {
		if (this.properties.captureOutput() && !LogFiles.isPossible()) {
			throw new DaemonException("daemon.capture-output needs Logback or Log4j2, and neither is on the "
					+ "class path: add one, or set daemon.capture-output=false");
		}
		CaptureProperties capture = this.properties.capture();
		DataSize length = capture.maxLineLength();
		if (length.toBytes() < MIN_LINE_LENGTH || length.toBytes() > MAX_LINE_LENGTH) {
			throw new InvalidConfigurationPropertyValueException("daemon.capture.max-line-length", length,
					"the longest line must be between 80 bytes and 16 MB");
		}
		return new CaptureSettings(Math.toIntExact(length.toBytes()), capture.groupStackTraces(),
				new StreamSettings(capture.stdout().logger(), capture.stdout().level()),
				new StreamSettings(capture.stderr().logger(), capture.stderr().level()));
	}

	private static <T> T check(String property, Object value, Supplier<T> setter) {
		try {
			return setter.get();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(property, value, ex.getMessage());
		}
	}

}

package io.makedaemon.spring.boot;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonAttr;
import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonException;
import io.makedaemon.DaemonStage;
import io.makedaemon.FileLockedException;
import io.makedaemon.capture.CapturedStreams;
import io.makedaemon.prepare.Preparation;
import io.makedaemon.spring.boot.config.ConfigurationDigest;
import io.makedaemon.spring.boot.diagnostics.FailureText;
import io.makedaemon.spring.boot.diagnostics.StartRefusedException;
import io.makedaemon.spring.boot.logging.CaptureSettings;
import io.makedaemon.spring.boot.logging.CapturedOutput;
import io.makedaemon.spring.boot.logging.LogFileLocation;
import io.makedaemon.spring.boot.logging.LogFiles;
import io.makedaemon.spring.boot.prepare.CacheDirectory;
import io.makedaemon.spring.boot.prepare.PreparedStart;
import io.makedaemon.spring.boot.prepare.Preparer;
import io.makedaemon.spring.boot.prepare.TrainingRun;
import io.makedaemon.spring.boot.systemd.ServicePhases;

/**
 * Makes the application a daemon as soon as its configuration has been read, and before
 * the logging system is initialised: the parent never opens a log file.
 */
class DaemonLaunch implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

	/** Configuration data is loaded at +10, logging is initialised at +20. */
	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 15;

	/** Recording is slower than starting, and so is writing the archive. */
	private static final int STARTS_PER_STEP = 5;

	private final SpringApplication application;

	private boolean restarting;

	private @Nullable DaemonState state;

	private @Nullable StartReport report;

	private @Nullable ServicePhases phases;

	DaemonLaunch(SpringApplication application) {
		this.application = application;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		ConfigurableEnvironment environment = event.getEnvironment();
		String foreground = Decision.foregroundByCaller(this.application, environment);
		if (foreground != null) {
			foreground(environment, new DaemonPropertiesBinder(environment).bind(), foreground);
			return;
		}
		try {
			launch(environment);
		}
		catch (RuntimeException ex) {
			// Nothing of Boot is there yet to report it: no logging, no shutdown hook
			String text = FailureText.of(ex, environment);
			Daemon.context().ifPresentOrElse((daemon) -> daemon.failed(text), () -> System.err.println(text));
			if (this.restarting) {
				System.err.println("\nThe daemon is not running now.");
			}
			System.exit(CommandRunner.exitCode(ex, DaemonCommand.find(environment)));
		}
	}

	private void launch(ConfigurableEnvironment environment) {
		DaemonProperties properties = new DaemonPropertiesBinder(environment).bind();
		String name = ProgramName.of(properties, environment, this.application);
		LogFileLocation log = new LogFileLocation(environment, Daemon.launchDirectory(), name);
		String foreground = Decision.foregroundBySurroundings(properties);
		// The daemon has the same command line
		CommandRunner runner = (Daemon.stage() != DaemonStage.DAEMON) ? runner(environment, properties, name) : null;
		if (runner != null && properties.command() != null
				&& (properties.command() != DaemonCommand.START || foreground == null)) {
			runner.run(properties.command()).ifPresent(System::exit);
			this.restarting = properties.command() == DaemonCommand.RESTART;
		}
		if (foreground != null) {
			foreground(environment, properties, foreground);
			this.phases = foreground.equals(Decision.SERVICE_MANAGER) ? ServicePhases.begin(environment) : null;
			return;
		}
		if (properties.captureOutput() && !LogFiles.isPossible()) {
			throw new DaemonException("daemon.capture-output needs Logback, which is not on the class path: "
					+ "add it, or set daemon.capture-output=false");
		}
		DaemonAttrFactory factory = new DaemonAttrFactory(properties);
		CaptureSettings settings = factory.captureSettings();
		// Where it is has been decided by the parent, which may be another user's
		Path pidFile = (runner != null) ? location(properties, name).fileToMake() : null;
		ConfigurationDigest digest = ConfigurationDigest.of(environment);
		Preparation preparation = (runner != null) ? preparation(properties, name) : null;
		DaemonContext daemon = makeDaemon(factory.create(name, log, pidFile, digest.toString(), preparation),
				properties.command(), runner);
		check(digest.difference(daemon.message()));
		this.report = new StartReport(daemon, () -> System.exit(1));
		publish(daemon, log);
		log.apply(environment);
		this.state = new DaemonState(name, DaemonStage.DAEMON.toString(),
				CapturedStreams.ofThisProcess().map((streams) -> capturedOutput(streams, settings)).orElse(null));
	}

	private static void check(@Nullable String difference) {
		if (difference != null) {
			throw new StartRefusedException(
					"The daemon does not read the configuration that the command has read: " + difference
							+ " is missing, or has another content, on one of the two sides.",
					"Check whether it has changed meanwhile, and whether the user " + System.getProperty("user.name")
							+ " may read it, and then start again.");
		}
	}

	private static CommandRunner runner(Environment environment, DaemonProperties properties, String name) {
		return new CommandRunner(name, () -> location(properties, name), () -> preparer(properties, name),
				StopTimeout.of(properties, environment), properties.quiet());
	}

	private static Preparer preparer(DaemonProperties properties, String name) {
		Path cache = cache(properties, name);
		if (cache == null) {
			throw new DaemonException("nothing can be prepared without a daemon.cache-directory");
		}
		return new Preparer(name, cache, properties.user(), properties.jvmOptions(),
				properties.startTimeout().multipliedBy(STARTS_PER_STEP));
	}

	private static @Nullable Preparation preparation(DaemonProperties properties, String name) {
		return PreparedStart.find(name, cache(properties, name), properties.jvmOptions(), properties.user(),
				properties.quiet());
	}

	private static @Nullable Path cache(DaemonProperties properties, String name) {
		return CacheDirectory.of(properties.cacheDirectory(), name, Daemon.launchDirectory());
	}

	private static PidFileLocation location(DaemonProperties properties, String name) {
		return PidFileLocation.of(properties, name, Daemon.launchDirectory());
	}

	/**
	 * Another command may have been a moment faster.
	 */
	private static DaemonContext makeDaemon(DaemonAttr attr, @Nullable DaemonCommand command,
			@Nullable CommandRunner runner) {
		try {
			return Daemon.makeDaemon(attr);
		}
		catch (FileLockedException ex) {
			if (runner != null && command == DaemonCommand.START) {
				runner.run(command).ifPresent(System::exit);
			}
			throw ex;
		}
	}

	/**
	 * As far as it is known by now: the logging system may decide otherwise.
	 */
	private static void publish(DaemonContext daemon, LogFileLocation log) {
		if (log.file() != null) {
			daemon.publish(LogFiles.PUBLISHED_AS, log.file().toString());
		}
	}

	private static CapturedOutput capturedOutput(CapturedStreams streams, CaptureSettings settings) {
		CapturedOutput output = new CapturedOutput(streams, settings);
		// Handlers run in reverse order: this one after the logging system's
		SpringApplication.getShutdownHandlers().add(output::outliveLog);
		return output;
	}

	private void foreground(ConfigurableEnvironment environment, DaemonProperties properties, String reason) {
		Daemon.stayInForeground();
		TrainingRun.apply(environment);
		this.state = new DaemonState(ProgramName.of(properties, environment, this.application), "foreground: " + reason,
				null);
	}

	/**
	 * Returns what this process is.
	 * @return the state, or null if the environment was not prepared yet
	 */
	@Nullable DaemonState state() {
		return this.state;
	}

	/**
	 * Returns what tells the waiting command of the start.
	 * @return the report, or null in the foreground
	 */
	@Nullable StartReport report() {
		return this.report;
	}

	/**
	 * Returns what tells the application's phases to the service manager.
	 * @return the phases, or null if the application is not run by one that listens
	 */
	@Nullable ServicePhases phases() {
		return this.phases;
	}

}

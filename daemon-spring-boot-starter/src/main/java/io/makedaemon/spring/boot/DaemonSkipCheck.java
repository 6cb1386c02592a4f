package io.makedaemon.spring.boot;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.ParentContextApplicationContextInitializer;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonException;
import io.makedaemon.spring.boot.command.DaemonCommand;
import io.makedaemon.spring.boot.prepare.TrainingRun;
import io.makedaemon.spring.boot.systemd.Systemctl;
import io.makedaemon.systemd.Container;
import io.makedaemon.systemd.Supervisor;
import io.makedaemon.trace.Trace;

/**
 * Decides whether an application becomes a daemon. It does only where a user has started
 * it: not in tests and tools, not in containers, and not under a service manager or
 * supervisor that waits for the process itself. The first check that finds a reason
 * against it decides.
 */
final class DaemonSkipCheck {

	/**
	 * The reason to stay in the foreground if the application notifies the service
	 * manager.
	 */
	static final String NOTIFIED = "service manager: NOTIFY_SOCKET is set";

	private static final String TRAINING = "training run";

	private static final String WAY_OUT = ". With daemon.enabled=force it becomes a daemon";

	private static final String TEST_PROPERTIES = "Inlined Test Properties";

	private static final String BOOTSTRAP_PROPERTIES = "bootstrap";

	private static final Set<String> TEST_PACKAGES = Set.of("org.junit.", "org.testng.",
			"org.springframework.boot.test.", "org.springframework.test.", "cucumber.runtime.");

	private static final String LOADER_PACKAGE = "org.springframework.boot.loader.launch.";

	/** The package of the JDK's launcher for {@code java App.java}. */
	private static final String SOURCE_LAUNCHER_PACKAGE = "com.sun.tools.javac.launcher.";

	/** Platforms that run a service as one process, and tell it so by a variable only. */
	private static final Map<CloudPlatform, String> PLATFORMS = new EnumMap<>(Map.of(CloudPlatform.CLOUD_FOUNDRY,
			"Cloud Foundry", CloudPlatform.HEROKU, "Heroku", CloudPlatform.NOMAD, "Nomad"));

	private static final AtomicBoolean FIRST = new AtomicBoolean(true);

	private DaemonSkipCheck() {
	}

	/**
	 * Check who runs the application.
	 * @param application the application
	 * @param environment its environment
	 * @return why it stays in the foreground, or null
	 * @throws DaemonException if the command is not possible there
	 */
	static @Nullable String ofCaller(SpringApplication application, ConfigurableEnvironment environment) {
		for (CallerCheck check : CallerCheck.values()) {
			String reason = reason(check, application, environment);
			trace(check, reason);
			if (reason != null) {
				return reason;
			}
		}
		return null;
	}

	/** The checks, in this order. */
	private enum CallerCheck {

		TEST, AHEAD_OF_TIME_PROCESSING, TRAINING_RUN, CHILD_CONTEXT, MAIN_THREAD, MAIN_METHOD, FIRST_APPLICATION

	}

	private static @Nullable String reason(CallerCheck check, SpringApplication application,
			ConfigurableEnvironment environment) {
		return switch (check) {
			case TEST -> isTest(environment) ? "test" : null;
			case AHEAD_OF_TIME_PROCESSING ->
				Boolean.getBoolean("spring.aot.processing") ? "ahead-of-time processing" : null;
			case TRAINING_RUN -> ofTraining(environment);
			case CHILD_CONTEXT -> isChild(application, environment) ? "child or bootstrap context" : null;
			case MAIN_THREAD -> isMainThread() ? null : unlessCommanded(
					"not on the main thread, but on " + Thread.currentThread().getName(), environment);
			case MAIN_METHOD -> unlessCommanded(ofMain(application.getMainApplicationClass()), environment);
			case FIRST_APPLICATION -> FIRST.getAndSet(false) ? null : "second application in this process";
		};
	}

	/**
	 * A run that prepare has started has the arguments of that command.
	 */
	private static @Nullable String ofTraining(ConfigurableEnvironment environment) {
		if (!isTrainingRun()) {
			return null;
		}
		return TrainingRun.isThisProcess() ? TRAINING : unlessCommanded(TRAINING, environment);
	}

	/**
	 * Heed a command where a daemon cannot be made: whoever wants to stop the running one
	 * does not want to run the application.
	 * @return the reason; null if the command is for the running daemon
	 * @throws DaemonException if the command would make a daemon
	 */
	private static @Nullable String unlessCommanded(@Nullable String reason, ConfigurableEnvironment environment) {
		DaemonCommand command = DaemonCommand.find(environment);
		if (reason == null || command == null || command == DaemonCommand.START || command == DaemonCommand.RUN) {
			return reason;
		}
		if (command.startsNothing()) {
			return null;
		}
		throw new DaemonException("cannot " + command.name().toLowerCase(Locale.ROOT)
				+ ", since the application stays in the foreground here: " + reason);
	}

	/**
	 * Check what the user wants, and where the process runs. This is for a parent only,
	 * since the daemon's surroundings are different.
	 * @param properties the properties
	 * @param environment the environment that they are from
	 * @return why it stays in the foreground, or null
	 */
	static @Nullable Foreground ofSurroundings(DaemonProperties properties, Environment environment) {
		for (SurroundingsCheck check : SurroundingsCheck.values()) {
			String reason = reason(check, properties, environment);
			trace(check, reason);
			if (reason != null) {
				return switch (check) {
					case SUPPORTED -> Foreground.noticed(reason, "");
					case SERVICE_MANAGER, SUPERVISOR, PLATFORM -> Foreground.noticed(reason, WAY_OUT);
					case ENABLED, CONTAINER, COMMAND -> Foreground.expected(reason);
				};
			}
		}
		return null;
	}

	/** The checks, in this order. */
	private enum SurroundingsCheck {

		ENABLED, SUPPORTED, CONTAINER, SERVICE_MANAGER, SUPERVISOR, PLATFORM, COMMAND

	}

	private static @Nullable String reason(SurroundingsCheck check, DaemonProperties properties,
			Environment environment) {
		return switch (check) {
			case ENABLED -> (properties.enabled() == DaemonMode.FALSE) ? "daemon.enabled is false" : null;
			case SUPPORTED -> Daemon.unsupported();
			case CONTAINER -> Container.isFirstProcess() ? "container: the process has PID 1" : null;
			case SERVICE_MANAGER -> isForced(properties) ? null : serviceManager(properties);
			case SUPERVISOR -> isForced(properties) || !properties.isStartWanted() ? null
					: named("supervisor: ", Supervisor.ofThisProcess());
			case PLATFORM -> isForced(properties) || !properties.isStartWanted() ? null : platform(environment);
			case COMMAND -> properties.isRunWanted() ? "daemon.command is run" : null;
		};
	}

	private static boolean isForced(DaemonProperties properties) {
		return properties.enabled() == DaemonMode.FORCE;
	}

	/**
	 * Ask the service manager, unless the command starts nothing. A unit that expects a
	 * daemon may have a socket too, for instance because of {@code NotifyAccess=}.
	 */
	private static @Nullable String serviceManager(DaemonProperties properties) {
		if (System.getenv("NOTIFY_SOCKET") != null) {
			return properties.isStartWanted() && Systemctl.isDaemonExpected() ? null : NOTIFIED;
		}
		return properties.isStartWanted() ? named("service manager: ", Systemctl.objection()) : null;
	}

	/**
	 * Return the platform that Spring Boot knows itself to be on. A container of
	 * Kubernetes is not one: its first process has PID 1, and others are a user's.
	 */
	private static @Nullable String platform(Environment environment) {
		CloudPlatform active = CloudPlatform.getActive(environment);
		String name = (active != null) ? PLATFORMS.get(active) : null;
		return (name != null) ? "platform: " + name + " waits for the process" : null;
	}

	private static @Nullable String named(String name, @Nullable String reason) {
		return (reason != null) ? name + reason : null;
	}

	private static void trace(Enum<?> check, @Nullable String reason) {
		if (Trace.isOn()) {
			String name = check.name().toLowerCase(Locale.ROOT).replace('_', ' ');
			Trace.step("skip check " + name + ": " + ((reason != null) ? reason : "passed"));
		}
	}

	private static boolean isTest(ConfigurableEnvironment environment) {
		return environment.getPropertySources().contains(TEST_PROPERTIES) || isCalledFrom(TEST_PACKAGES);
	}

	private static boolean isTrainingRun() {
		return SpringProperties.getProperty("spring.context.exit") != null
				|| SpringProperties.getProperty("spring.context.checkpoint") != null || Daemon.isTrainingRun();
	}

	/**
	 * Return whether an application runs as part of another one: as the child of its
	 * context, or as Spring Cloud's bootstrap context.
	 */
	static boolean isChild(SpringApplication application, ConfigurableEnvironment environment) {
		return environment.getPropertySources().contains(BOOTSTRAP_PROPERTIES) || application.getInitializers()
			.stream()
			.anyMatch(ParentContextApplicationContextInitializer.class::isInstance);
	}

	private static boolean isMainThread() {
		return Thread.currentThread().getName().equals("main");
	}

	private static boolean isCalledFrom(Set<String> packages) {
		return StackWalker.getInstance()
			.walk((frames) -> frames.map(StackWalker.StackFrame::getClassName)
				.anyMatch((name) -> packages.stream().anyMatch(name::startsWith)));
	}

	/**
	 * Check that the outermost main method of this thread is the program's: that of the
	 * application, or of Boot's launcher for executable jars.
	 */
	private static @Nullable String ofMain(@Nullable Class<?> mainClass) {
		String outermost = ProgramMain.ofThisThread();
		if (outermost.startsWith(SOURCE_LAUNCHER_PACKAGE)) {
			return "the program is a source file, not compiled";
		}
		boolean isMain = outermost.startsWith(LOADER_PACKAGE)
				|| (mainClass != null && outermost.equals(ProgramMain.of(mainClass)));
		return isMain ? null : "not called from the main method of the program";
	}

}

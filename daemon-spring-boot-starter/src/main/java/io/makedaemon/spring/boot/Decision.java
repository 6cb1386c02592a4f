package io.makedaemon.spring.boot;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.ParentContextApplicationContextInitializer;
import org.springframework.core.NativeDetector;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;

import io.makedaemon.Daemon;

/**
 * Decides whether an application becomes a daemon. It does where a user has started it,
 * and nowhere else: not in tests and tools, not in containers, not under a service
 * manager that waits for the process itself.
 */
final class Decision {

	/**
	 * Why it stays in the foreground where it tells its phases to the service manager.
	 */
	static final String SERVICE_MANAGER = "service manager: NOTIFY_SOCKET is set";

	private static final String TEST_PROPERTIES = "Inlined Test Properties";

	private static final String BOOTSTRAP_PROPERTIES = "bootstrap";

	private static final Set<String> TEST_PACKAGES = Set.of("org.junit.", "org.testng.",
			"org.springframework.boot.test.", "org.springframework.test.", "cucumber.runtime.");

	private static final String LOADER_PACKAGE = "org.springframework.boot.loader.launch.";

	private static final AtomicBoolean FIRST = new AtomicBoolean(true);

	private Decision() {
	}

	/**
	 * Looks at who runs the application.
	 * @param application the application
	 * @param environment its environment
	 * @return why it stays in the foreground, or null
	 */
	static @Nullable String foregroundByCaller(SpringApplication application, ConfigurableEnvironment environment) {
		if (environment.getPropertySources().contains(TEST_PROPERTIES) || isCalledFrom(TEST_PACKAGES)) {
			return "test";
		}
		if (Boolean.getBoolean("spring.aot.processing")) {
			return "ahead-of-time processing";
		}
		if (SpringProperties.getProperty("spring.context.exit") != null
				|| SpringProperties.getProperty("spring.context.checkpoint") != null || Daemon.isTrainingRun()) {
			return "training run";
		}
		if (environment.getPropertySources().contains(BOOTSTRAP_PROPERTIES) || application.getInitializers()
			.stream()
			.anyMatch(ParentContextApplicationContextInitializer.class::isInstance)) {
			return "child or bootstrap context";
		}
		if (!Thread.currentThread().getName().equals("main")) {
			return "not on the main thread, but on " + Thread.currentThread().getName();
		}
		if (!isMain(application.getMainApplicationClass())) {
			return "not called from the main method of the program";
		}
		return FIRST.getAndSet(false) ? null : "second application in this process";
	}

	/**
	 * Looks at what the user wants, and where the process runs.
	 * @param properties the properties
	 * @return why it stays in the foreground, or null
	 */
	static @Nullable String foregroundBySurroundings(DaemonProperties properties) {
		if (properties.enabled() == DaemonMode.FALSE) {
			return "daemon.enabled is false";
		}
		if (NativeDetector.inNativeImage()) {
			return "native image";
		}
		String unsupported = Daemon.unsupported();
		if (unsupported != null) {
			return unsupported;
		}
		if (ProcessHandle.current().pid() == 1) {
			return "container: the process is the first of its namespace";
		}
		if (System.getenv("NOTIFY_SOCKET") != null && properties.enabled() != DaemonMode.FORCE) {
			return SERVICE_MANAGER;
		}
		if (properties.command() == DaemonCommand.RUN) {
			return "daemon.command is run";
		}
		return null;
	}

	private static boolean isCalledFrom(Set<String> packages) {
		return StackWalker.getInstance()
			.walk((frames) -> frames.map(StackWalker.StackFrame::getClassName)
				.anyMatch((name) -> packages.stream().anyMatch(name::startsWith)));
	}

	/**
	 * The outermost main method of this thread is the program's: the application's own,
	 * or that of Boot's launcher of executable jars.
	 */
	private static boolean isMain(@Nullable Class<?> mainClass) {
		String outermost = StackWalker.getInstance()
			.walk((frames) -> frames.filter((frame) -> frame.getMethodName().equals("main"))
				.map(StackWalker.StackFrame::getClassName)
				.reduce("", (first, second) -> second));
		return outermost.startsWith(LOADER_PACKAGE) || (mainClass != null && outermost.equals(mainClass.getName()));
	}

}

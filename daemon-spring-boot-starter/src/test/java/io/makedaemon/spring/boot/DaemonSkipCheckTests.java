package io.makedaemon.spring.boot;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.ParentContextApplicationContextInitializer;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.MapPropertySource;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * {@link DaemonSkipCheck}: who makes an application stay in the foreground.
 *
 * <p>
 * The stack of a test is always that of a test: what else there is can be seen on a
 * thread of its own only, which has no frames of JUnit.
 */
class DaemonSkipCheckTests {

	private static final String AOT = "spring.aot.processing";

	private final TestEnvironment environment = new TestEnvironment();

	private final SpringApplication application = new SpringApplication();

	@AfterEach
	void clear() {
		System.clearProperty(AOT);
		SpringProperties.setProperty("spring.context.exit", null);
		SpringProperties.setProperty("spring.context.checkpoint", null);
	}

	@Test
	void isForegroundWhenFramesOfTestAreOnTheStack() {
		assertThat(DaemonSkipCheck.ofCaller(this.application, this.environment)).isEqualTo("test");
	}

	@Test
	void isForegroundWhenEnvironmentIsOfTest() throws Exception {
		this.environment.getPropertySources().addFirst(new MapPropertySource("Inlined Test Properties", Map.of()));
		assertThat(onThread("main")).isEqualTo("test");
	}

	@Test
	void isForegroundWhenProcessedAheadOfTime() throws Exception {
		System.setProperty(AOT, "true");
		assertThat(onThread("main")).isEqualTo("ahead-of-time processing");
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.context.exit", "spring.context.checkpoint" })
	void isForegroundInTrainingRun(String property) throws Exception {
		SpringProperties.setProperty(property, "onRefresh");
		assertThat(onThread("main")).isEqualTo("training run");
	}

	@Test
	void refusesCommandThatNeedsDaemonWhereNoneCanBeMade() throws Exception {
		SpringProperties.setProperty("spring.context.exit", "onRefresh");
		this.environment.arguments("--daemon.command=start");
		assertThat(onThread("main")).isEqualTo("training run");
		this.environment.arguments("--daemon.command=restart");
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> onThread("main"))
			.withCauseInstanceOf(DaemonException.class)
			.withMessageEndingWith("cannot restart, since the application stays in the foreground here: training run");
	}

	@Test
	void isForegroundWhenContextHasParent() throws Exception {
		this.application
			.addInitializers(new ParentContextApplicationContextInitializer(new StaticApplicationContext()));
		assertThat(onThread("main")).isEqualTo("child or bootstrap context");
	}

	@Test
	void isForegroundInBootstrapContext() throws Exception {
		this.environment.getPropertySources().addFirst(new MapPropertySource("bootstrap", Map.of()));
		assertThat(onThread("main")).isEqualTo("child or bootstrap context");
	}

	@Test
	void isForegroundOnOtherThread() throws Exception {
		assertThat(onThread("restartedMain")).isEqualTo("not on the main thread, but on restartedMain");
	}

	@Test
	void isForegroundWhenNoMainMethodRunsIt() throws Exception {
		this.application.setMainApplicationClass(DaemonSkipCheckTests.class);
		assertThat(onThread("main")).isEqualTo("not called from the main method of the program");
	}

	@Test
	void isForegroundWhenMainMethodIsOfAnotherClass() throws Exception {
		this.application.setMainApplicationClass(DaemonSkipCheckTests.class);
		assertThat(onThread("main", () -> Launcher.main(this::foregroundByCaller)))
			.isEqualTo("not called from the main method of the program");
	}

	@Test
	void makesOnlyTheFirstApplicationOfProcessDaemon() throws Exception {
		this.application.setMainApplicationClass(Launcher.class);
		assertThat(onThread("main", () -> Launcher.main(this::foregroundByCaller))).isEqualTo("null");
		assertThat(onThread("main", () -> Launcher.main(this::foregroundByCaller)))
			.isEqualTo("second application in this process");
		this.application.setMainApplicationClass(Launcher.Companion.class);
		assertThat(onThread("main", () -> Launcher.main(this::foregroundByCaller))).as("called from a main method")
			.isEqualTo("second application in this process");
	}

	@Test
	void isForegroundWhenDisabled() {
		assertThat(foregroundBySurroundings("--daemon.enabled=false")).isEqualTo("daemon.enabled is false");
	}

	@Test
	void isForegroundUnderServiceManagerUnlessForced() {
		assumeTrue(Daemon.unsupported() == null, "daemons are supported here");
		assumeTrue(System.getenv("NOTIFY_SOCKET") == null, "no service manager waits for the tests");
		assertThat(foregroundBySurroundings("--daemon.enabled=force")).isNull();
		assertThat(foregroundBySurroundings("--daemon.enabled=force", "--daemon.command=run"))
			.isEqualTo("daemon.command is run");
	}

	@ParameterizedTest
	@CsvSource({ "DYNO,Heroku", "VCAP_APPLICATION,Cloud Foundry", "NOMAD_ALLOC_ID,Nomad" })
	void isForegroundOnPlatformUnlessForced(String variable, String platform) {
		assumeTrue(Daemon.unsupported() == null, "daemons are supported here");
		assumeTrue(System.getenv("NOTIFY_SOCKET") == null, "no service manager waits for the tests");
		this.environment.variable(variable, "web.1");
		assertThat(foregroundBySurroundings()).isEqualTo("platform: " + platform + " waits for the process");
		assertThat(foregroundBySurroundings("--daemon.command=stop")).isNull();
		assertThat(foregroundBySurroundings("--daemon.enabled=force")).isNull();
	}

	@Test
	void isNotForegroundInShellOfKubernetes() {
		assumeTrue(Daemon.unsupported() == null, "daemons are supported here");
		assumeTrue(System.getenv("NOTIFY_SOCKET") == null, "no service manager waits for the tests");
		this.environment.variable("KUBERNETES_SERVICE_HOST", "10.0.0.1").variable("KUBERNETES_SERVICE_PORT", "443");
		assertThat(foregroundBySurroundings()).isNull();
	}

	@Test
	void isForegroundWhenCommandIsRun() {
		assumeTrue(Daemon.unsupported() == null, "daemons are supported here");
		assumeTrue(System.getenv("NOTIFY_SOCKET") == null, "no service manager waits for the tests");
		assertThat(foregroundBySurroundings("--daemon.command=run")).isEqualTo("daemon.command is run");
		assertThat(foregroundBySurroundings("--daemon.command=start")).isNull();
	}

	@Test
	void isNotForegroundWhenNothingSpeaksForIt() {
		assumeTrue(Daemon.unsupported() == null, "daemons are supported here");
		assumeTrue(System.getenv("NOTIFY_SOCKET") == null, "no service manager waits for the tests");
		assertThat(foregroundBySurroundings()).isNull();
	}

	private String onThread(String name) throws ExecutionException, InterruptedException {
		return onThread(name, this::foregroundByCaller);
	}

	private static String onThread(String name, Callable<String> decision)
			throws ExecutionException, InterruptedException {
		FutureTask<String> task = new FutureTask<>(decision);
		new Thread(task, name).start();
		return task.get();
	}

	private String foregroundByCaller() {
		return String.valueOf(DaemonSkipCheck.ofCaller(this.application, this.environment));
	}

	private @Nullable String foregroundBySurroundings(String... arguments) {
		Foreground foreground = DaemonSkipCheck
			.ofSurroundings(new DaemonPropertiesBinder(this.environment.arguments(arguments)).bind(), this.environment);
		return (foreground != null) ? foreground.reason() : null;
	}

	/**
	 * A class with a main method.
	 */
	private static final class Launcher {

		static String main(Callable<String> decision) throws Exception {
			return decision.call();
		}

		/**
		 * As compilers of other languages make it.
		 */
		private static final class Companion {

		}

	}

}

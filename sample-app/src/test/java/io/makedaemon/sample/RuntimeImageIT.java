package io.makedaemon.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The sample on runtimes that jlink and jpackage make.
 */
@FullTier
class RuntimeImageIT {

	private static final String MODULES = "java.desktop,java.instrument,java.management,java.naming,java.security.jgss,java.sql,jdk.zipfs";

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	private Path runtime;

	@BeforeEach
	void findModules() {
		assumeThat(Jdk.underTest().home().resolve("jmods")).as("the modules of the JDK").exists();
		this.runtime = this.directory.resolve("runtime");
	}

	@Test
	void withoutTheModuleItStaysAndSaysHowToAddIt() {
		link(MODULES);
		assertStays(launch(this.runtime.resolve("bin/java").toString(), "-jar", Sample.JAR.toString()),
				"this Java runtime has no module jdk.unsupported: add it with jlink --add-modules jdk.unsupported");
	}

	@Test
	void nothingIsPreparedWithoutArchiveOfTheJdkUntilThereIsOne() {
		assumeThat(Jdk.underTest().version()).isLessThan(25);
		link(MODULES + ",jdk.unsupported");
		String java = this.runtime.resolve("bin/java").toString();
		Run run = launch(java, "-jar", Sample.JAR.toString(), "--daemon.command=prepare",
				"--daemon.cache-directory=" + this.directory.resolve("cache"))
			.run();
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.stderr())
			.endsWith(": this Java runtime has no class-data archive of the JDK's classes, on which "
					+ "that of the application is based: create it with " + java + " -Xshare:dump\n");
	}

	@Test
	void startedByJpackageItStaysAndSaysWhatToDo() throws IOException {
		link(MODULES + ",jdk.unsupported");
		Path input = Files.createDirectory(this.directory.resolve("input"));
		Files.copy(Sample.JAR, input.resolve("sample-app.jar"));
		tool("jpackage", "--type", "app-image", "--name", "orders", "--input", input.toString(), "--main-jar",
				"sample-app.jar", "--runtime-image", this.runtime.toString(), "--dest", this.directory.toString());
		Path launcher = this.directory.resolve("orders/bin/orders");
		assertStays(launch(launcher.toString()), "the program was started by " + launcher
				+ ", not by the java launcher: run its jar with java -jar to have a daemon");
	}

	private void link(String modules) {
		tool("jlink", "--add-modules", modules, "--output", this.runtime.toString());
	}

	private void tool(String name, String... arguments) {
		Run run = this.sample.processes()
			.program(Jdk.underTest().home().resolve("bin").resolve(name).toString())
			.args(arguments)
			.run();
		assertThat(run.exitCode()).as(run::toString).isZero();
	}

	private Launch launch(String program, String... arguments) {
		return this.sample.processes()
			.program(program)
			.args(arguments)
			.environment(Map.of("SERVER_PORT", "0", "DAEMON_PIDFILE", "", "DAEMON_CACHEDIRECTORY", ""))
			.directory(Sample.create(Sample.launchDirectory(this.directory)));
	}

	private static void assertStays(Launch launch, String reason) {
		Started application = launch.start();
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.until(() -> application.stdout().contains("Started SampleApplication"));
		assertThat(application.stdout()).containsOnlyOnce("The application runs in the foreground: " + reason);
	}

}

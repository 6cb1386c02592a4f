package io.makedaemon.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What users of the executable jar of Spring Boot 3 relied on, and that is not in the
 * other tests: links, options, configuration beside the jar, and jars that are replaced.
 */
class InitScriptIT {

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void jarIsFoundThroughLinksAndGivesTheNameByWhichItWasTyped() throws IOException {
		Path link = Files.createSymbolicLink(this.directory.resolve("release.jar"), Sample.JAR);
		Path service = Files.createSymbolicLink(this.directory.resolve("orders.jar"), link);
		Run run = this.sample.launch(service, this.directory, "--spring.application.name=")
			.environment(
					Map.of("JDK_JAVA_OPTIONS", "-Dserver.servlet.context-path=/test -Dspring.main.banner-mode=off"))
			.run();
		assertThat(run.stdout()).startsWith("orders is ready after ");
		ProcessFacts daemon = Sample.daemon(run);
		assertThat(daemon.name()).isEqualTo("orders");
		String log = Sample.read(Sample.launchDirectory(this.directory).resolve("orders.log"));
		assertThat(log).doesNotContain(":: Spring Boot ::");
		assertThat(Sample.http(log).get("/test/")).startsWith("Hello from the daemon orders");
	}

	@Test
	@FullTier
	void configurationIsBesideTheJar() throws IOException {
		Path launchDirectory = Sample.create(Sample.launchDirectory(this.directory));
		Files.writeString(launchDirectory.resolve("application.yml"), """
				daemon:
				  jvm-options: [ -Xss2m, -Dexample=yes ]
				  pid-file: run/app.pid
				logging.file.path: log
				server.servlet.context-path: /test
				""");
		Path jar = Files.copy(Sample.JAR, launchDirectory.resolve("app.jar"));
		Files.createDirectory(launchDirectory.resolve("run"));
		ProcessFacts daemon = Sample.daemon(start(jar));
		assertThat(daemon.commandLine()).contains("-Xss2m", "-Dexample=yes");
		assertThat(launchDirectory.resolve("run/app.pid")).hasContent(daemon.pid() + "\n");
		String log = Sample.read(launchDirectory.resolve("log/spring.log"));
		assertThat(Sample.http(log).get("/test/")).startsWith("Hello from the daemon sample-app");
		assertThat(start(jar, "--daemon.command=status").stdout()).startsWith("sample-app is running, ");
		assertThat(start(jar, "--daemon.command=stop").stdout()).startsWith("sample-app was stopped ");
		assertThat(daemon.isAlive()).isFalse();
	}

	@Test
	@FullTier
	void commandsWorkWhenTheJarWasReplaced() throws IOException {
		Path jar = Files.copy(Sample.JAR, this.directory.resolve("app.jar"));
		ProcessFacts first = Sample.daemon(command(jar, "start"));
		Files.move(Files.copy(Sample.JAR, this.directory.resolve("new.jar")), jar, StandardCopyOption.REPLACE_EXISTING);
		assertThat(command(jar, "status").stdout()).startsWith("sample-app is running, ")
			.contains(", pid " + first.pid() + ", ");
		Run restart = command(jar, "restart");
		assertThat(restart.stdout()).startsWith("sample-app was stopped after ")
			.contains("\nsample-app is ready after ");
		ProcessFacts second = Sample.daemon(restart);
		assertThat(second.pid()).isNotEqualTo(first.pid());
		overwrite(jar);
		assertThat(command(jar, "status").stdout()).startsWith("sample-app is running, ")
			.contains(", pid " + second.pid() + ", ");
		Run stop = command(jar, "stop");
		assertThat(stop.exitCode()).as(stop::toString).isZero();
		assertThat(this.sample.processes().alive()).isEmpty();
		assertThat(this.directory.resolve("app.pid")).doesNotExist();
	}

	/**
	 * What is in the jar is elsewhere now than the running program knows.
	 */
	private static void overwrite(Path jar) throws IOException {
		byte[] content = Files.readAllBytes(jar);
		byte[] moved = new byte[content.length + 100];
		System.arraycopy(content, 0, moved, 100, content.length);
		Files.write(jar, moved);
	}

	private Run command(Path jar, String command) {
		return start(jar, "--daemon.command=" + command, "--daemon.pid-file=" + this.directory.resolve("app.pid"));
	}

	private Run start(Path jar, String... arguments) {
		Launch launch = this.sample.launch(jar, this.directory, arguments);
		// The configuration's counts
		return launch.shell("unset DAEMON_PIDFILE; exec \"$@\"").run();
	}

}

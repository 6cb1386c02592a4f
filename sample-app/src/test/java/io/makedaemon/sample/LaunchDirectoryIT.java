package io.makedaemon.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is relative means the launch directory, whatever that is called, and whoever looks
 * for it there.
 */
class LaunchDirectoryIT {

	/**
	 * A class path ends at the colon, Logback takes a pattern for what is behind it, and
	 * the status has a line for each value.
	 */
	private static final String ODD = "a:b{c %d[(${e}\nf";

	private static final String PROPERTIES_LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void mayHaveAnyName() throws IOException {
		Path odd = launchDirectory(ODD);
		Files.writeString(odd.resolve("application.properties"), "server.servlet.context-path=/odd\n");
		Run start = launch(odd, "-jar", "app.jar").run();
		ProcessFacts daemon = Sample.daemon(start);
		assertThat(start.stderr()).isEmpty();
		assertThat(daemon.workingDirectory()).isEqualTo(odd);
		String log = Sample.read(odd.resolve("sample-app.log"));
		assertThat(log).contains("Started SampleApplication");
		assertThat(Sample.http(log).get("/odd/")).startsWith("Hello from the daemon sample-app");
		Run status = launch(odd, "-jar", "app.jar", "--daemon.command=status").run();
		assertThat(status.stdout()).contains("sample-app is running").contains("a:b{c %d[(${e}");
		assertThat(launch(odd, "-jar", "app.jar", "--daemon.command=stop").run().exitCode()).isZero();

		Run elsewhere = launch(odd, "-jar", "app.jar", "--daemon.working-directory=/").run();
		assertThat(elsewhere.exitCode()).isEqualTo(1);
		assertThat(elsewhere.stderr()).contains("daemon.working-directory")
			.contains("leave it out, or set logging.file.name to a file elsewhere");
		Run prepare = launch(odd, "-jar", "app.jar", "--daemon.command=prepare", "--daemon.cache-directory=/nowhere")
			.run();
		assertThat(prepare.exitCode()).isEqualTo(1);
		assertThat(prepare.stderr()).contains("the JVM misinterprets a character in the name of its directory");
	}

	@Test
	@FullTier
	void isWherePropertiesLauncherFindsItsPath() throws IOException {
		Path launchDirectory = launchDirectory("plain");
		Files.writeString(Files.createDirectory(launchDirectory.resolve("lib")).resolve("application-lib.properties"),
				"server.servlet.context-path=/lib\n");
		String[] program = { "-Dloader.path=lib", "-cp", "app.jar", PROPERTIES_LAUNCHER,
				"--spring.profiles.active=lib" };
		ProcessFacts daemon = Sample.daemon(launch(launchDirectory, program).run());
		assertThat(daemon.workingDirectory()).isEqualTo(launchDirectory);
		assertThat(daemon.commandLine()).contains(launchDirectory + "/app.jar");
		Http http = Sample.http(Sample.read(launchDirectory.resolve("sample-app.log")));
		assertThat(http.get("/lib/")).startsWith("Hello from the daemon sample-app");
		assertThat(http.json("/lib/actuator/daemon").get("workingDirectoryReason").asString())
			.isEqualTo("PropertiesLauncher may have relative paths");
		daemon.kill();
		this.sample.processes().awaitNone();

		Run elsewhere = launch(launchDirectory, program).args("--daemon.working-directory=/").run();
		assertThat(elsewhere.exitCode()).isEqualTo(1);
		assertThat(elsewhere.stderr()).contains("daemon.working-directory").contains("make loader.path=lib absolute");
		Run prepare = launch(launchDirectory, program).args("--daemon.command=prepare", "--daemon.cache-directory=/c")
			.run();
		assertThat(prepare.exitCode()).isEqualTo(1);
		assertThat(prepare.stderr()).contains("is started by PropertiesLauncher");
	}

	private Path launchDirectory(String name) throws IOException {
		Path launchDirectory = Files.createDirectory(this.directory.toRealPath().resolve(name));
		Files.copy(Sample.JAR, launchDirectory.resolve("app.jar"));
		return launchDirectory;
	}

	private Launch launch(Path launchDirectory, String... program) {
		return this.sample.processes()
			.java()
			.args(Jdk.QUICK)
			.args(program)
			.args("--sample.chatter-rate=PT1H", "--daemon.pid-file=sample.pid")
			.environment(Map.of("SERVER_PORT", "0", "DAEMON_CACHEDIRECTORY", ""))
			.directory(launchDirectory);
	}

}

package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The daemon reads the configuration that the command has read, and writes where that
 * would have written, wherever it works.
 */
class ConfigurationIT {

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void isReadFromLaunchDirectoryOfAnyName() throws IOException {
		isReadFromLaunchDirectoryOfAnyName("comma, semicolon; hash #");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = { "plain", "with space" })
	void isReadFromLaunchDirectoryOfAnyName(String name) throws IOException {
		Path launchDirectory = Files.createDirectory(this.directory.resolve(name));
		write(launchDirectory, "application.yml", """
				spring.config.import: [ "optional:configtree:tree/", "configtree:./trees/*/", "file:./more.yml",
					"optional:configtree:missing/" ]
				a.root: read
				""");
		write(launchDirectory, "config/application.yml", "a.config: read");
		write(launchDirectory, "config/one/application.yml", "a.one: read");
		write(launchDirectory, "application-special.yml", "a.profile: read");
		write(launchDirectory, "more.yml", "a.more: read");
		write(launchDirectory, "tree/a.tree", "read");
		write(launchDirectory, "trees/one/a.first", "read");
		write(launchDirectory, "trees/two/a.second", "read");
		ProcessFacts daemon = this.application.daemon(launch(launchDirectory).args("--spring.profiles.active=special",
				"--test.echo=a.root,a.config,a.one,a.profile,a.more,a.tree,a.first,a.second"));
		assertThat(daemon.workingDirectory()).isEqualTo(Path.of("/"));
		assertThat(launchDirectory.resolve("echo")).hasContent("""
				a.root=read
				a.config=read
				a.one=read
				a.profile=read
				a.more=read
				a.tree=read
				a.first=read
				a.second=read
				""");
	}

	/**
	 * Made by a shell: the JVM of the tests may know no such name.
	 */
	@Test
	void isReadFromLaunchDirectoryThatIsNotAscii() {
		this.application.daemon(launch(this.directory).args("--test.echo=a.root")
			.shell("d=$(printf 'br\\303\\274cke'); mkdir \"$d\" && printf 'a.root: read' > \"$d/application.yml\" && "
					+ "cd \"$d\" && \"$@\" && cp echo ../echo"));
		assertThat(this.directory.resolve("echo")).hasContent("a.root=read\n");
	}

	@Test
	void isNotDifferentForTheDaemon() throws IOException {
		write(this.directory, "more/application.yml", "a.more: read");
		Run run = launch(this.directory).args("--daemon.jvm-options=-Dspring.config.additional-location=file:./more/")
			.run();
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.stderr()).startsWith("The daemon does not read the same configuration as the command: "
				+ "Config resource 'file [" + this.directory.resolve("more/application.yml") + "]' via location "
				+ "'file:./more/' is missing, or has different content, on one of the two sides.\n\nCheck whether ");
		this.application.processes().awaitNone();
	}

	/**
	 * Read by code of the application or of a library, by a relative path.
	 */
	@Test
	void isNotDifferentForTheDaemonIfItIsReadByOtherCode() throws IOException {
		write(this.directory, "own", "a.own=read");
		Run run = this.application.launch(this.directory, "-Dtest.own-properties=own").run();
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.stderr()).isEqualTo("The daemon does not read the same configuration as the command: own is "
				+ "missing, or has different content, on one of the two sides.\n\nCode of the application adds it. If that "
				+ "reads a relative path, set daemon.working-directory to " + this.directory + ".\n");
		this.application.processes().awaitNone();
	}

	@Test
	@FullTier
	void mayBeReadByOtherCodeFromEnvironmentFile() throws IOException {
		write(this.directory, ".env", "a.own=read");
		this.application
			.daemon(this.application.launch(this.directory, "-Dtest.own-properties=").args("--test.echo=a.own"));
		assertThat(this.directory.resolve("echo")).hasContent("a.own=read\n");
		assertThat(Application.log(this.directory)).content()
			.contains("because there is a file .env, which libraries read from the working directory");
	}

	@Test
	void decidesWhereTheDaemonWorksIfItHasRelativePath() throws IOException {
		write(this.directory, "application.yml", "a.database: \"${A_URL:jdbc:h2:./petdb}\"");
		ProcessFacts daemon = this.application.daemon(launch(this.directory));
		assertThat(daemon.workingDirectory()).isEqualTo(this.directory);
		assertThat(Application.log(this.directory)).content()
			.contains("The daemon works in the launch directory, " + this.directory
					+ ", because there is a relative path in 'a.database' (originating from ")
			.contains("application.yml] - 1:13");
	}

	@Test
	@FullTier
	void saysThatAnOptionOfTheJvmDecidesWhereTheDaemonWorks() throws IOException {
		write(this.directory, "conf/rules.xml", "");
		ProcessFacts daemon = this.application
			.daemon(this.application.launch(this.directory, "-Djdk.rules=conf/rules.xml"));
		assertThat(daemon.workingDirectory()).isEqualTo(this.directory);
		assertThat(Application.log(this.directory)).content()
			.contains("The daemon works in the launch directory, " + this.directory
					+ ", because a relative path in the JVM's options would mean another file elsewhere");
	}

	@Test
	void hasRelativePathThatMeansAnotherFileWhereTheUserWantsTheDaemonToWork() {
		String warning = "'a.file' (originating from '\"a.file\" from property source \"commandLineArgs\"') has a relative "
				+ "path: with daemon.working-directory it means /data/missing.txt, not " + this.directory
				+ "/data/missing.txt";
		Run run = launch(this.directory)
			.args("--daemon.working-directory=/", "--a.file=file:data/missing.txt", "--test.fail=file")
			.run();
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.stderr()).startsWith("Warning: " + warning + "\n")
			.contains("\n\nThe relative path data/missing.txt means /data/missing.txt here.\n");
		assertThat(Application.log(this.directory)).content().containsPattern("WARN .*" + Pattern.quote(warning));
		this.application.processes().awaitNone();
	}

	@Test
	@FullTier
	void hasPidFileOfBootInLaunchDirectory() throws IOException {
		hasPidFileOfBootInLaunchDirectory("early");
	}

	/**
	 * Written by the daemon, or first by the parent, which ends without deleting it.
	 */
	@FullTier
	@ParameterizedTest
	@ValueSource(strings = "late")
	void hasPidFileOfBootInLaunchDirectory(String when) throws IOException {
		Files.createDirectory(this.directory.resolve("run"));
		ProcessFacts daemon = this.application
			.daemon(this.application.launch(this.directory, "-Dtest.pid-file-writer=" + when)
				.args("--spring.pid.file=run/boot.pid", "--spring.pid.fail-on-write-error=true"));
		Path file = this.directory.resolve("run/boot.pid");
		assertThat(file).hasContent(Long.toString(daemon.pid()));
		daemon.signal("TERM");
		this.application.processes().awaitNone();
		assertThat(file).doesNotExist();
	}

	@Test
	@FullTier
	void namesRelativeLogFileInOwnConfigurationOfLogback() throws IOException {
		write(this.directory, "logback-spring.xml", """
				<configuration>
					<include resource="own/properties.xml"/>
					<appender name="FILE" class="ch.qos.logback.core.FileAppender">
						<file>${LOGS}/own.log</file>
						<encoder><pattern>%m%n</pattern></encoder>
					</appender>
					<root level="INFO"><appender-ref ref="FILE"/></root>
				</configuration>
				""");
		write(this.directory, "own/properties.xml", """
				<included><springProperty name="LOGS" source="own.logs" defaultValue="logs"/></included>
				""");
		ProcessFacts daemon = this.application.daemon(launch(this.directory).args("--own.logs=relative"));
		assertThat(daemon.workingDirectory()).isEqualTo(this.directory);
		assertThat(this.directory.resolve("relative/own.log")).content()
			.contains("Started TestApplication", "The daemon works in the launch directory, " + this.directory,
					"logback-spring.xml");
	}

	private Launch launch(Path launchDirectory) {
		return this.application.launch(launchDirectory)
			.environment(Map.of("LC_ALL", "C.UTF-8", "SPRING_MAIN_BANNERMODE", "off"));
	}

	private static void write(Path launchDirectory, String file, String content) throws IOException {
		Path path = launchDirectory.resolve(file);
		Files.createDirectories(Objects.requireNonNull(path.getParent()));
		Files.writeString(path, content);
	}

}

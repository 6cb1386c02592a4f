package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.programs.Program;
import io.makedaemon.programs.SocketAgent;
import io.makedaemon.testsupport.ClassPath;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JarFiles;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A command means the same in a launch directory whose name a JVM takes for something
 * else when it stands in an option.
 */
class LaunchDirectoryIT {

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void isTheWorkingDirectoryWhereItsNameWouldBeTakenForSomethingElse() throws IOException {
		Path odd = createJar("a:b=c,d%p\"e*\nf");
		ProcessFacts daemon = Programs.daemon(launch(odd, "-Xlog:gc*:file=gc.log", "-cp", "app.jar:missing"));
		Programs.facts(this.directory);
		assertThat(daemon.workingDirectory()).isEqualTo(odd);
		assertThat(daemon.commandLine()).containsSubsequence("-Xlog:gc*:file=gc.log", "-cp", "app.jar:missing");
		assertThat(daemon.descriptors()).containsValue(odd + "/gc.log");
		Run run = launch(odd, "-Dattr.workingDirectory=/", "-cp", "app.jar").run();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(run.stdout())
			.contains("the relative paths on the command line cannot be used in the working directory /")
			.contains("remove the working directory, type absolute paths, or run the command in another directory than "
					+ this.directory);
	}

	@Test
	@FullTier
	void isTheWorkingDirectoryWhereVariablesHaveRelativePaths() throws IOException {
		Path launchDirectory = createJar("plain");
		ProcessFacts daemon = Programs.daemon(launch(launchDirectory, "-cp", launchDirectory + "/app.jar")
			.environment(Map.of("JAVA_TOOL_OPTIONS", "-Xlog:gc*:file=gc-%p.log")));
		assertThat(daemon.workingDirectory()).isEqualTo(launchDirectory);
	}

	@Test
	void isTheWorkingDirectoryWhereAnAgentReadsRelativeFile() throws IOException {
		Path launchDirectory = createJar("plain");
		Files.createFile(launchDirectory.resolve("jmx.yml"));
		ProcessFacts daemon = Programs.daemon(launch(launchDirectory, agent("a:jmx.yml"), "-cp", "app.jar"));
		assertThat(daemon.workingDirectory()).isEqualTo(launchDirectory);
		assertThat(daemon.commandLine()).contains(agent("a:jmx.yml"));
	}

	@Test
	@FullTier
	void isTheWorkingDirectoryWhereAnAgentOfTheDaemonWritesRelativeFile() throws IOException {
		Path launchDirectory = createJar("plain");
		ProcessFacts daemon = Programs
			.daemon(launch(launchDirectory, "-Dattr.jvmOption=" + agent("file=out"), "-cp", "app.jar"));
		assertThat(daemon.workingDirectory()).isEqualTo(launchDirectory);
	}

	@Test
	@FullTier
	void isNotTheWorkingDirectoryWhereTheUserSetsAnother() throws IOException {
		Path launchDirectory = createJar("plain");
		ProcessFacts daemon = Programs
			.daemon(launch(launchDirectory, agent("file=out"), "-Dattr.workingDirectory=/", "-cp", "app.jar"));
		assertThat(daemon.workingDirectory()).isEqualTo(Path.of("/"));
	}

	private String agent(String arguments) throws IOException {
		Path jar = this.directory.resolve("agent.jar");
		if (Files.notExists(jar)) {
			JarFiles.create(jar, new ClassPath(List.of()), Map.of("Premain-Class", SocketAgent.class.getName()));
		}
		return "-javaagent:" + jar + "=" + arguments;
	}

	@Test
	@FullTier
	void isToldApartFromTemporaryDirectoryThatCannotBeInAClassPath() throws IOException {
		Path odd = createJar("a:b");
		Run run = launch(odd, "-Djava.io.tmpdir=" + odd, "-cp", "app.jar").run();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(run.stdout())
			.contains("a colon in its name would end it in a class path. Another temporary directory can "
					+ "be named with -Djava.io.tmpdir=...");
	}

	private Path createJar(String name) throws IOException {
		Path launchDirectory = Files.createDirectory(this.directory.toRealPath().resolve(name));
		Path jar = this.directory.resolve("app.jar");
		JarFiles.create(jar, Programs.CLASS_PATH, Map.of());
		Files.move(jar, launchDirectory.resolve("app.jar"));
		return launchDirectory;
	}

	private Launch launch(Path launchDirectory, String... options) {
		return this.programs.processes()
			.java()
			.args(options)
			.args(Programs.properties(this.directory))
			.args(Program.class.getName())
			.directory(launchDirectory);
	}

}

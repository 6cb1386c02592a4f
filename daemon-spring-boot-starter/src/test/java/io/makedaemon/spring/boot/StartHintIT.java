package io.makedaemon.spring.boot;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a user is told behind the line about the start, and when another one is running.
 */
class StartHintIT {

	private static final String HINTS = "\r\nStop it with: java ... --daemon.command=stop"
			+ "\r\nSee its log with: java ... --daemon.command=log\r\n";

	private static final String STOP = "\"stop\" is an argument of the application. The command is: "
			+ "java ... --daemon.command=stop\n";

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	@Test
	void isOnTerminalAtTheFirstStartOnly() {
		assertThat(start(launch()).stdout()).as("no terminal").doesNotContain("--daemon.command");
		assertThat(start(launch().args("--daemon.quiet=true").onTerminal()).stdout()).isEmpty();
		assertThat(launch().args("--test.fail=exit").onTerminal().run().exitCode()).isEqualTo(42);
		assertThat(start(launch().onTerminal()).stdout()).endsWith(Application.log(this.directory) + HINTS);
		assertThat(start(launch().onTerminal()).stdout()).doesNotContain("Stop it with")
			.endsWith("; see its log with: java ... --daemon.command=log\r\n");
	}

	@Test
	void saysThatCommandWasTakenForAnArgument() {
		Run run = launch().args("stop").run();
		assertThat(run.exitCode()).isZero();
		assertThat(run.stdout()).startsWith("TestApplication is ready").endsWith("\n" + STOP);
		Run second = launch().args("stop").run();
		assertThat(second.exitCode()).isEqualTo(1);
		assertThat(second.stderr()).contains("Stop the running daemon first, with --daemon.command=stop or with: kill ")
			.endsWith("\n\n" + STOP);
		assertThat(launch().args("--daemon.command=start", "stop").run().stdout())
			.matches("TestApplication is already running, pid \\d+\n" + STOP);
	}

	@Test
	void saysThatTheApplicationKeepsItsArguments() {
		Run run = this.application.launch(this.directory, "-Dtest.no-arguments=true")
			.args("--daemon.command=status")
			.run();
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.stdout()).isEmpty();
		assertThat(run.stderr()).isEqualTo("The application does not pass its arguments on to Spring Boot, so "
				+ "--daemon.command=status has no effect.\n\nGive it to the JVM, in front of -jar or the main class: "
				+ "-Ddaemon.command=status. Or pass the arguments of main to SpringApplication.run.\n");
	}

	/**
	 * The parent becomes a small waiting program.
	 */
	@Test
	@FullTier
	void isAlsoThereWithDebugger() {
		Run run = launch("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0").args("--help")
			.run();
		assertThat(run.stdout()).endsWith("\n\"--help\" is an argument of the application. The command is: "
				+ "java ... --daemon.command=help\n");
	}

	private Run start(Launch launch) {
		Run run = launch.run();
		assertThat(run.exitCode()).as(run::toString).isZero();
		this.application.processes().end();
		return run;
	}

	private Launch launch(String... jvmOptions) {
		return this.application.launch(this.directory, jvmOptions)
			.args("--daemon.pid-file=" + this.directory.resolve("pid"))
			.environment(Map.of("XDG_STATE_HOME", this.directory.toString()));
	}

}

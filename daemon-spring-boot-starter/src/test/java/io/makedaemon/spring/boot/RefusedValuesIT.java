package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Values that only the core, the first child or the operating system refuses, from
 * variables of the environment, which may be meant for another program: the sentence
 * names the property and the variable, and nothing is left.
 */
class RefusedValuesIT {

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	@Test
	@EnabledIfRoot
	void areNamedWithPropertyAndOrigin() throws IOException {
		areNamedWithPropertyAndOrigin("DAEMON_USER", "orders", "daemon.user",
				"cannot make a daemon: there is no user orders");
		areNamedWithPropertyAndOrigin("DAEMON_FILES_0_PATH", "missing/x", "daemon.files[0].path",
				"cannot open $directory/missing/x: No such file or directory (open: ENOENT)");
	}

	@FullTier
	@EnabledIfRoot
	@ParameterizedTest(name = "{0}={1}")
	@CsvSource(delimiter = '|',
			textBlock = """
					DAEMON_GROUP             | orders     | daemon.group             | cannot make a daemon: there is no group orders
					DAEMON_WORKINGDIRECTORY  | missing    | daemon.working-directory | cannot enter the working directory $directory/missing: No such file or directory (chdir: ENOENT)
					DAEMON_LIMITS_NOFILE_HARD | 2147483647 | daemon.limits.nofile.hard | cannot set the limit nofile hard 2147483647: Operation not permitted (setrlimit: EPERM)
					DAEMON_LIMITS_NOFILE_SOFT | 2147483647 | daemon.limits.nofile.soft | cannot set the limit nofile soft 2147483647: Operation not permitted (setrlimit: EPERM)
					DAEMON_PIDFILE           | missing/pid | daemon.pid-file         | cannot make a daemon: there is no directory for the pid file $directory/missing/pid
					""")
	void areNamedWithPropertyAndOrigin(String variable, String value, String property, String reason)
			throws IOException {
		assertThat(refusal("exec \"$@\"", variable, value)).startsWith(sentence(variable, property, reason) + "\n");
	}

	/**
	 * A container may have taken it away from root.
	 */
	@Test
	@FullTier
	@EnabledIfRoot
	void areCapabilitiesThatRootDoesNotHave() throws IOException {
		this.application.untraced();
		assertThat(refusal("export DAEMON_USER=nobody; exec setpriv --bounding-set -syslog \"$@\"",
				"DAEMON_CAPABILITIES", "syslog"))
			.startsWith(sentence("DAEMON_CAPABILITIES", "daemon.capabilities",
					"cannot keep the capability SYSLOG: Operation not permitted (capset: EPERM)") + "\n");
	}

	/**
	 * No Spring is there any more to say it.
	 */
	@Test
	@FullTier
	void areNamedByTheSmallProgramThatTheParentHasBecome(@TempDir Path logs) throws IOException {
		assertThat(
				refusal("exec \"$@\"", "DAEMON_WORKINGDIRECTORY", "missing", "-Xlog:gc:file=" + logs.resolve("gc.log")))
			.endsWith(sentence("DAEMON_WORKINGDIRECTORY", "daemon.working-directory",
					"cannot enter the working directory $directory/missing: No such file or directory (chdir: ENOENT)")
					+ "\n");
	}

	@Test
	@FullTier
	void areNamedByTheCommandsToo() throws IOException {
		Files.createDirectory(this.directory.resolve("classes"));
		Run run = this.application.launch(this.directory)
			.args("--daemon.command=status")
			.shell("chmod 777 classes; export DAEMON_PIDFILE=classes/pid; touch classes/pid; exec \"$@\"")
			.run();
		assertThat(run.exitCode()).isEqualTo(4);
		assertThat(run.stderr()).contains("is writable by everybody; set by 'daemon.pid-file' (originating from "
				+ "'System Environment Property \"DAEMON_PIDFILE\"')\n");
	}

	private String sentence(String variable, String property, String reason) {
		return reason.replace("$directory", this.directory.toString()) + "; set by '" + property
				+ "' (originating from 'System Environment Property \"" + variable + "\"')";
	}

	private String refusal(String script, String variable, String value, String... jvmOptions) throws IOException {
		Run run = this.application.launch(this.directory, jvmOptions)
			.shell("export " + variable + "=" + value + "; " + script)
			.run();
		assertThat(run.exitCode()).as(run::toString).isEqualTo(1);
		assertThat(run.stdout()).isEmpty();
		assertThat(this.application.processes().alive()).isEmpty();
		assertThat(List.of(this.directory.toFile().list())).as("what is left").isEmpty();
		return run.stderr();
	}

}

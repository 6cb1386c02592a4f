package io.makedaemon.sample;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.ProcessFacts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is left when the daemon's JVM crashes, and that its limits are those of the
 * properties.
 */
@JdkSensitive
class CrashIT {

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void leavesCrashLogBesideTheLog() {
		Path logs = this.directory.resolve("logs");
		ProcessFacts daemon = Sample.daemon(
				this.sample
					.launch(this.directory, "--logging.file.name=" + logs + "/sample.log",
							"--daemon.limits.core.soft=0", "--daemon.limits.nofile.soft=500")
					.run());
		assertThat(daemon.limit("core file size")).startsWith("0 ");
		assertThat(daemon.limit("open files")).startsWith("500 ");
		daemon.signal("SEGV");
		this.sample.processes().awaitNone();
		assertThat(logs.resolve("hs_err_pid" + daemon.pid() + ".log")).content().contains("SIGSEGV");
	}

}

package io.makedaemon;

import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Conformance: the daemon's limits, launched where they are 1000 and 4000 descriptors,
 * and core dumps of 3 and 6 units of 512 bytes.
 */
class LimitIT {

	private static final String SHELL = "ulimit -Sn 1000; ulimit -Hn 4000; ulimit -Sc 3; ulimit -Hc 6; exec \"$@\"";

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@Test
	void areWhatTheOptionsSay() {
		areWhatTheOptionsSay("both of both",
				"attr.soft.NOFILE=500 attr.hard.NOFILE=600 attr.soft.CORE=0 attr.hard.CORE=1024", "500 600", "0 1024");
	}

	/**
	 * The JVM raises the soft limit of descriptors by itself, unless told not to.
	 */
	@FullTier
	@ParameterizedTest(name = "{0}")
	@CsvSource({ "no limit, '', 4000 4000, 1536 3072", "the users option, -XX:-MaxFDLimit, 1000 4000, 1536 3072",
			"soft, attr.soft.NOFILE=500, 500 4000, 1536 3072", "hard, attr.hard.NOFILE=2000, 2000 2000, 1536 3072",
			"hard below soft, -XX:-MaxFDLimit attr.hard.NOFILE=600, 600 600, 1536 3072",
			"both, attr.soft.NOFILE=500 attr.hard.NOFILE=600, 500 600, 1536 3072",
			"core, attr.soft.CORE=0 attr.hard.CORE=1024, 4000 4000, 0 1024",
			"soft as hard, attr.soft.NOFILE=4000 attr.soft.CORE=3072, 4000 4000, 3072 3072" })
	void areWhatTheOptionsSay(String name, String properties, String nofile, String core) {
		String[] list = Stream.of(properties.split(" ", -1)).filter((p) -> !p.isEmpty()).toArray(String[]::new);
		ProcessFacts daemon = Programs.daemon(this.programs.program(Program.class, this.directory, list).shell(SHELL));
		Programs.facts(this.directory);
		assertThat(daemon.limit("open files")).isEqualTo(nofile);
		assertThat(daemon.limit("core file size")).isEqualTo(core);
	}

	@Test
	@EnabledIfRoot
	void saysThatHardLimitCannotBeRaised() {
		Run run = this.programs.program(Program.class, this.directory, "attr.soft.NOFILE=4001")
			.shell("ulimit -n 4000; exec setpriv --bounding-set -sys_resource --inh-caps -sys_resource \"$@\"")
			.run();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(run.stdout()).contains("SystemCallException: cannot set the limit nofile soft 4001:"
				+ " Operation not permitted (setrlimit: EPERM)\n");
		this.programs.processes().awaitNone();
	}

}

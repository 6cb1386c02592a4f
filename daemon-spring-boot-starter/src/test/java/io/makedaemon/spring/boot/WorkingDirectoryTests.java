package io.makedaemon.spring.boot;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.makedaemon.Daemon;
import io.makedaemon.spring.boot.logging.LogFileLocation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link WorkingDirectory}: the launch directory if a value means that, otherwise what
 * the user wants, with a warning of each such value.
 */
class WorkingDirectoryTests {

	private static final String RELATIVE = "--spring.datasource.url=jdbc:h2:./petdb";

	private static final String PROPERTY = "'spring.datasource.url' (originating from "
			+ "'\"spring.datasource.url\" from property source \"commandLineArgs\"')";

	@Test
	void isLeftToTheCoreWithoutRelativePaths() {
		assertThat(of("--spring.datasource.url=jdbc:h2:/petdb")).isEqualTo(new WorkingDirectory(null, null, List.of()));
	}

	@Test
	void isLaunchDirectoryForRelativePaths() {
		assertThat(of(RELATIVE)).isEqualTo(
				new WorkingDirectory(Daemon.launchDirectory(), "there is a relative path in " + PROPERTY, List.of()));
		assertThat(of(RELATIVE, "--a=./b").reason()).contains("'a' (", ", " + PROPERTY);
	}

	@Test
	void isWhatTheUserWantsWithWarnings() {
		assertThat(of(RELATIVE, "--daemon.working-directory=/work")).isEqualTo(
				new WorkingDirectory(Path.of("/work"), null,
						List.of(PROPERTY
								+ " has a relative path: with daemon.working-directory it means /work/petdb, not "
								+ Daemon.launchDirectory().resolve("petdb"))));
	}

	@Test
	void isNoReasonForWarningsIfItIsTheLaunchDirectory() {
		assertThat(of(RELATIVE, "--daemon.working-directory=.").warnings()).isEmpty();
	}

	private static WorkingDirectory of(String... arguments) {
		TestEnvironment environment = new TestEnvironment().arguments(arguments);
		return WorkingDirectory.of(new DaemonPropertiesBinder(environment).bind(),
				new LogFileLocation(new TestEnvironment(), Path.of("/logs"), "example"), environment);
	}

}

package io.makedaemon.spring.boot;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The help: one screen, whatever else does not work.
 */
class HelpIT {

	private static final int LINES = 24;

	private static final int COLUMNS = 80;

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	@Test
	void fitsOnOneScreen() {
		Run help = help().run();
		assertHelp(help);
		assertThat(help.stdout()).startsWith("Usage: java ... --daemon.command=<command>\n")
			.contains("\n  stop ", "\n  force-stop ", "(reload, upgrade, dump)", "3 stopped", "\n  daemon.pid-file ");
		assertThat(help.stdout().lines()).hasSizeLessThanOrEqualTo(LINES)
			.allSatisfy((line) -> assertThat(line).hasSizeLessThanOrEqualTo(COLUMNS));
		assertThat(this.directory).as("no log").isEmptyDirectory();
	}

	@ParameterizedTest
	@FullTier
	@ValueSource(strings = { "-Dos.name=Mac OS X", "-Dspring.context.exit=onRefresh", "-Ddaemon.nonsense=1",
			"-Ddaemon.enabled=false", "-Ddaemon.start-timeout=soon" })
	void worksWhereNothingElseDoes(String option) {
		assertHelp(help(option).run());
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void worksInContainer() {
		assertHelp(help().shell("exec unshare --pid --fork --mount-proc --kill-child \"$@\"").run());
	}

	@Test
	void tellsWhatWasProbablyMeant() {
		Run run = this.application.launch(this.directory).args("--daemon.command=strat").run();
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.stderr()).startsWith("Invalid value 'strat' for configuration property 'daemon.command'")
			.contains("it must be start, stop, ")
			.endsWith(" or help; did you mean start?\n");
	}

	private Launch help(String... jvmOptions) {
		return this.application.launch(this.directory, jvmOptions).args("--daemon.command=help");
	}

	private static void assertHelp(Run help) {
		assertThat(help.exitCode()).as(help::toString).isZero();
		assertThat(help.stdout()).startsWith("Usage: ").contains("\n  help ");
		assertThat(help.stderr()).isEmpty();
	}

}

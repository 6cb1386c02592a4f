package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The default pid file: that of one user and one program, wherever a command comes from.
 */
class DefaultPidFileIT {

	/** A user of these tests only, who has a directory in {@code /var/tmp}. */
	private static final int USER = 61472;

	/** This user can read the class path of the tests wherever it is. */
	private static final String AS_USER = "exec setpriv --reuid " + USER + " --regid " + USER
			+ " --clear-groups --inh-caps +dac_read_search --ambient-caps +dac_read_search \"$@\"";

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	private final Path own = Path.of("/var/tmp/makedaemon-" + USER);

	private Path elsewhere;

	@AfterEach
	void removeOwnDirectory() throws IOException {
		this.application.processes().end();
		Files.deleteIfExists(this.own.resolve("example.pid"));
		Files.deleteIfExists(this.own);
	}

	@BeforeEach
	void makeDirectory() throws IOException {
		this.elsewhere = Files.createDirectory(this.directory.resolve("elsewhere"));
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void isThatOfRoot() {
		String name = "makedaemon/" + UUID.randomUUID();
		Path file = Path.of("/run").resolve(name.replace('/', '_') + ".pid");
		ProcessFacts daemon = this.application.daemon(launch(this.directory, name));
		assertThat(file).hasContent(daemon.pid() + "\n");
		expect(0, name + " was stopped after .*", launch(this.elsewhere, name, "--daemon.command=stop").run());
		assertThat(file).doesNotExist();
	}

	/**
	 * Cron has no locale, and the JVM knows no other characters than those of ASCII then.
	 */
	@Test
	@EnabledIfRoot
	void isTheSameInEveryLocale() throws IOException {
		String name = "\u00f6-" + UUID.randomUUID();
		Files.writeString(this.directory.resolve("application.yml"), "spring.application.name: " + name);
		Run run = inLocale("C").run();
		assertThat(run.exitCode()).as(run::toString).isZero();
		assertThat(run.stdout()).contains(this.directory.resolve("_" + name.substring(1) + ".log").toString());
		assertThat(inLocale("C").args("--daemon.command=status").run().exitCode()).isZero();
		Run second = inLocale("C.UTF-8").run();
		assertThat(second.exitCode()).isEqualTo(1);
		assertThat(second.stderr()).startsWith("/run/%C3%B6" + name.substring(1) + ".pid is locked by process ");
		assertThat(inLocale("C").args("--daemon.command=stop").run().stdout()).contains(" was stopped after ");
		this.application.processes().awaitNone();
	}

	private Launch inLocale(String locale) {
		return this.application.launch(this.directory)
			.environment(Map.of("LC_ALL", locale))
			.shell("unset DAEMON_PIDFILE; exec \"$@\"");
	}

	/**
	 * Its file is root's, and is removed by root when it is stopped.
	 */
	@Test
	@FullTier
	@EnabledIfRoot
	void isRemovedByRootWhenDaemonIsAnotherUsers() throws IOException {
		String name = "makedaemon-" + UUID.randomUUID();
		Path file = Path.of("/run").resolve(name + ".pid");
		Files.setAttribute(this.directory, "unix:uid", USER);
		ProcessFacts daemon = this.application.daemon(launch(this.directory, name, "--daemon.user=" + USER,
				"--daemon.capabilities=dac-read-search", "--daemon.group=" + USER));
		assertThat(file).hasContent(daemon.pid() + "\n");
		expect(0, name + " is running, .*", launch(this.elsewhere, name, "--daemon.command=status").run());
		expect(0, name + " was stopped .*", launch(this.elsewhere, name, "--daemon.command=stop").run());
		assertThat(file).doesNotExist();
	}

	/**
	 * As in a login shell, and as cron and sudo have it.
	 */
	@Test
	@FullTier
	@EnabledIfRoot
	void isTheSameWhateverTheEnvironmentIs() throws IOException {
		this.application.untraced();
		Path runtime = ownedByUser(Files.createDirectory(this.directory.resolve("runtime")));
		ownedByUser(this.directory);
		ownedByUser(this.elsewhere);
		String login = "export XDG_RUNTIME_DIR=" + runtime + "; " + AS_USER;
		ProcessFacts daemon = this.application.daemon(launch(this.directory, "example").shell(login));
		assertThat(this.own.resolve("example.pid")).hasContent(daemon.pid() + "\n");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.own))).isEqualTo("rwx------");
		String cron = "unset XDG_RUNTIME_DIR; " + AS_USER;
		Launch second = launch(this.elsewhere, "example").shell(cron);
		assertThat(second.run().stderr()).startsWith(this.own.resolve("example.pid") + " is locked by process "
				+ daemon.pid() + ": the daemon is already running");
		expect(0, "example was stopped after .*",
				launch(this.elsewhere, "example", "--daemon.command=stop").shell(cron).run());
		assertThat(this.own).isEmptyDirectory();
	}

	/**
	 * It stands in the runtime directory, which may be gone when the user has logged out.
	 */
	@Test
	@FullTier
	@EnabledIfRoot
	void mayBeThatOfAnEarlierVersion() throws IOException {
		this.application.untraced();
		Path runtime = ownedByUser(Files.createDirectory(this.directory.resolve("runtime")));
		ownedByUser(this.directory);
		String login = "export XDG_RUNTIME_DIR=" + runtime + "; " + AS_USER;
		Path file = runtime.resolve("example.pid");
		ProcessFacts daemon = this.application
			.daemon(launch(this.directory, "example", "--daemon.pid-file=" + file).shell(login));
		expect(0, "example is already running, pid " + daemon.pid() + "\n",
				launch(this.elsewhere, "example", "--daemon.command=start").shell(login).run());
		assertThat(launch(this.elsewhere, "example").shell(login).run().stderr()).isEqualTo("process " + daemon.pid()
				+ " of " + file + ", which an earlier version started, is running: use --daemon.command=restart\n");
		Files.delete(file);
		Files.delete(runtime);
		expect(0, "example is running, .* pid " + daemon.pid() + ", .*",
				launch(this.elsewhere, "example", "--daemon.command=status").shell(login).run());
		expect(0, "example was stopped after .*",
				launch(this.elsewhere, "example", "--daemon.command=stop").shell(login).run());
		assertThat(daemon.isAlive()).isFalse();
	}

	private static Path ownedByUser(Path directory) throws IOException {
		Files.setAttribute(directory, "unix:uid", USER);
		Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
		return directory;
	}

	private static void expect(int exitCode, String stdout, Run run) {
		assertThat(run.exitCode()).as(run::toString).isEqualTo(exitCode);
		assertThat(run.stdout()).matches("(?s)" + stdout);
		assertThat(run.stderr()).isEmpty();
	}

	private Launch launch(Path launchDirectory, String name, String... arguments) {
		return this.application.launch(launchDirectory)
			.args("--daemon.program-name=" + name)
			.args(arguments)
			.shell("unset DAEMON_PIDFILE; exec \"$@\"");
	}

}

package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.spring.boot.testapp.TestApplication;
import io.makedaemon.testsupport.EnabledIfInstalled;
import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * An application under real supervisors, and in containers: it runs on where somebody
 * waits for its end, and is a daemon where a user has typed the command.
 */
class SupervisorIT {

	/** Signals are ignored there only if the container does so. */
	private static final String CONTAINER = "exec env --default-signal unshare --pid --fork --mount-proc --kill-child ";

	/** Another process is the first of the namespace. */
	private static final String POD = "unshare --pid --fork --mount-proc --kill-child sleep 1000 >/dev/null 2>&1 & "
			+ "until first=$(tr -d ' ' </proc/$!/task/$!/children) && [ \"$(cat /proc/$first/comm)\" = sleep ]; "
			+ "do sleep 0.1; done; ";

	/** The parent is outside of the namespace. */
	private static final String ENTER = "nsenter -t $first -p -m --wd=\"$PWD\" -- \"$@\"";

	/** Makes the program the one that a directory for a service runs. */
	private static final String SERVICE = "mkdir service; { printf '#!/bin/sh\\nexec'; printf \" '%s'\" \"$@\"; echo; } "
			+ ">service/run; chmod +x service/run; ";

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	@Test
	@EnabledIfRoot
	@EnabledIfInstalled("tini")
	void tini() {
		assertStays("tini", CONTAINER + "tini -- \"$@\"");
	}

	@Test
	@FullTier
	@EnabledIfRoot
	@EnabledIfInstalled("dumb-init")
	void dumbInit() {
		assertStays("dumb-init", CONTAINER + "dumb-init -- \"$@\"");
	}

	@Test
	@FullTier
	@EnabledIfRoot
	@EnabledIfInstalled("tini")
	void scriptUnderTini() {
		assertStays("tini", CONTAINER + "tini -- /bin/sh -c '\"$@\"; exit $?' sh \"$@\"");
	}

	@Test
	@FullTier
	@EnabledIfInstalled("runsv")
	void runit() {
		assertStays("runsv", SERVICE + "exec runsv service");
	}

	@Test
	@FullTier
	@EnabledIfInstalled("s6-supervise")
	void s6() {
		assertStays("s6-supervise", SERVICE + "exec s6-supervise service");
	}

	@Test
	@FullTier
	@EnabledIfInstalled("supervisord")
	void supervisord() throws IOException {
		Path configuration = this.directory.resolve("supervisord.conf");
		Files.writeString(configuration, """
				[supervisord]
				nodaemon=true
				user=%s
				logfile=/dev/null
				logfile_maxbytes=0
				pidfile=%s/pid
				[program:service]
				command=%s/service/run
				stdout_logfile=/dev/stdout
				stdout_logfile_maxbytes=0
				""".formatted(System.getProperty("user.name"), this.directory, this.directory));
		assertStays("supervisord", SERVICE + "exec supervisord -c " + configuration);
	}

	@Test
	@FullTier
	@EnabledIfRoot
	@EnabledIfInstalled("supervise-daemon")
	void openRc() {
		assertStays("supervise-daemon", SERVICE + "exec unshare --mount /bin/sh -c 'mount -t tmpfs none /run && "
				+ "mkdir -p /run/openrc/daemons && RC_SVCNAME=orders supervise-daemon orders --start --respawn-max 0 "
				+ "--pidfile " + this.directory + "/pid --stdout " + this.directory + "/out $PWD/service/run "
				+ "&& exec tail -n +1 -F out'");
	}

	@Test
	@FullTier
	@EnabledIfRoot
	@EnabledIfInstalled("catatonit")
	void catatonit() {
		assertStays("catatonit", CONTAINER + "catatonit -- \"$@\"");
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void scriptThatIsTheFirstProcess() {
		assertStaysSince("the container ends with the script that waits for the process",
				CONTAINER + "/bin/sh -c '\"$@\"; exit $?' sh \"$@\"");
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void scriptThatHasBecomeAnotherProgramSinceItPutTheProcessIntoTheBackground() {
		assertStaysSince("a script of the container has started the process in the background",
				CONTAINER + "/bin/sh -c '\"$@\" & exec tail -f /dev/null' sh \"$@\"");
	}

	/**
	 * A container has a control group, which {@code docker exec} enters later as well.
	 */
	@Test
	@FullTier
	@EnabledIfRoot
	void podWhoseProcessIdsAreShared() throws IOException {
		assertMakesDaemon(launch().shell(POD + ENTER));
		Path group = createGroup();
		assertStaysSince("the container ends with the process",
				POD + "echo $$ >" + group + "/cgroup.procs && " + ENTER);
		remove(group);
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void containerRuntimeWhereTheProcessIdsAreThoseOfTheMachine() throws IOException {
		Path group = createGroup();
		assertStaysSince("the container ends with the process",
				"echo $$ >" + group + "/cgroup.procs && ln -s /bin/sh containerd-shim-runc-v2 && "
						+ "exec ./containerd-shim-runc-v2 -c '\"$@\"; exit $?' sh \"$@\"");
		remove(group);
	}

	/**
	 * Creates a control group, if this is possible here.
	 */
	private static Path createGroup() throws IOException {
		Optional<Path> parent = Files.readAllLines(Path.of("/proc/self/mounts"))
			.stream()
			.map((line) -> line.split(" ", -1))
			.filter((mount) -> mount[2].equals("cgroup2"))
			.map((mount) -> Path.of(mount[1]))
			.findFirst();
		assumeThat(parent).as("a cgroup2 file system").isPresent();
		try {
			return Files
				.createDirectory(parent.orElseThrow().resolve("makedaemon-test-" + ProcessHandle.current().pid()));
		}
		catch (FileSystemException ex) {
			return abort("a control group cannot be created: " + ex.getMessage());
		}
	}

	private void remove(Path group) {
		this.application.processes().end();
		Awaitility.await().ignoreExceptions().until(() -> Files.deleteIfExists(group) || Files.notExists(group));
	}

	private void assertStays(String who, String script) {
		assertStaysSince(who + " waits for the process", script);
	}

	private void assertStaysSince(String reason, String script) {
		Started supervised = launch().shell(script).start();
		Awaitility.await().atMost(Application.TIMEOUT).until(() -> supervised.stdout().contains("printed behind run"));
		assertThat(supervised.isAlive()).isTrue();
		assertThat(supervised.stdout()).containsOnlyOnce("The application runs in the foreground: supervisor: " + reason
				+ ". With daemon.enabled=force it becomes a daemon");
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void scriptThatIsTheFirstProcessMakesDaemonAtTerminal() {
		assertMakesDaemon(launch().shell(CONTAINER + "/bin/sh -c '\"$@\"; exit $?' sh \"$@\"").onTerminal());
	}

	@Test
	@FullTier
	@EnabledIfRoot
	@EnabledIfInstalled("tini")
	void daemonIsMadeWhenItIsForced() {
		assertMakesDaemon(launch().args("--daemon.enabled=force").shell(CONTAINER + "tini -- \"$@\""));
	}

	private static void assertMakesDaemon(Launch launch) {
		assertThat(launch.run().stdout()).contains(" is ready after ");
	}

	private Launch launch() {
		return this.application.launch(TestApplication.class, this.directory);
	}

}

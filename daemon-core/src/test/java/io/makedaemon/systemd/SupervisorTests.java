package io.makedaemon.systemd;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.proc.VisibleProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Supervisor}: who counts as one, from the parent of a process up to process 1.
 */
class SupervisorTests {

	private static final int SESSION = 1;

	private static final int NOW = 100;

	private static final String FIRST = "the container ends with the process";

	private static final String SCRIPT = "the container ends with the script that waits for the process";

	/** By their process ids. */
	private final Map<Long, VisibleProcess> processes = new HashMap<>();

	@ParameterizedTest
	@ValueSource(strings = { "tini", "tini-static", "docker-init", "podman-init", "dumb-init", "catatonit" })
	void isSmallInitThatIsTheFirstProcess(String name) {
		add(1, 0, name, "/sbin/" + name, "--", "java", "-jar", "orders.jar");
		assertThat(ofChildOf(1)).isEqualTo(name + " waits for the process");
	}

	@ParameterizedTest
	@ValueSource(strings = { "supervisord", "s6-supervise", "s6-svscan", "runsv", "supervise", "circusd", "goreman",
			"hivemind", "forego", "process-compose", "pebble", "nomad" })
	void isParentThatStartsServicesAgain(String name) {
		add(40, 1, name, name, "orders");
		assertThat(ofChildOf(40)).isEqualTo(name + " waits for the process");
	}

	@Test
	void isKnownByNameThatIsLongerThanTheKernelKeeps() {
		add(40, 1, "supervise-daemo", "/sbin/supervise-daemon", "orders", "--start");
		assertThat(ofChildOf(40)).isEqualTo("supervise-daemon waits for the process");
	}

	@ParameterizedTest
	@CsvSource({ "PM2 v5.3.0: God,PM2 v5.3.0: God Daemon (/root/.pm2),pm2", "foreman: master,foreman: master,foreman",
			"ruby,foreman: master,foreman" })
	void isKnownByItsTitle(String name, String title, String program) {
		add(40, 1, name, title);
		assertThat(ofChildOf(40)).isEqualTo(program + " waits for the process");
	}

	/**
	 * As in a Procfile, which is run by a shell, at the terminal of a developer.
	 */
	@Test
	void isAlsoAtTerminal() {
		process(40, 1, SESSION, true, "python3", "python3", "/usr/bin/honcho", "start");
		process(41, 40, SESSION, true, "sh", "/bin/sh", "-c", "java -jar orders.jar");
		assertThat(ofChildOf(41)).isEqualTo("honcho waits for the process");
	}

	/**
	 * At the terminal of a developer as well.
	 */
	@ParameterizedTest
	@CsvSource({
			"java -classpath boot/plexus-classworlds.jar org.codehaus.plexus.classworlds.launcher.Launcher test,Maven",
			"/usr/lib/jvm/bin/java -Xmx1g -cp a.jar org.gradle.launcher.daemon.bootstrap.GradleDaemon 9.1,Gradle",
			"java -jar /opt/eclipse/plugins/org.eclipse.equinox.launcher_1.7.jar -name Eclipse,Eclipse",
			"/opt/idea/bin/idea,idea", "java -cp a.jar com.intellij.idea.Main,IntelliJ IDEA" })
	void isBuildToolOrDevelopmentEnvironment(String command, String name) {
		process(40, 1, SESSION, true, "java", command.split(" "));
		assertThat(ofChildOf(40)).isEqualTo(name + " waits for the process");
	}

	/**
	 * As in a test, also where interrupts are ignored.
	 */
	@Test
	void isNobodyBehindWhatBuildToolRuns() {
		add(40, 1, "java", "java", "-cp", "a.jar", "org.gradle.launcher.daemon.bootstrap.GradleDaemon");
		add(41, 40, "java", "java", "-jar", "tests.jar");
		assertThat(ofChildOf(41)).isNull();
		assertThat(of(java(41, SESSION, true))).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "python3 /usr/bin/supervisord -n,supervisord", "python3 -m supervisor.supervisord,supervisord",
			"python3 -u -m circus.circusd orders.ini,circusd",
			"node /usr/local/bin/pm2-runtime orders.json,pm2-runtime",
			"node --no-warnings /opt/pm2/bin/pm2 start --no-daemon,pm2" })
	void isKnownByTheNameBehindThatOfItsInterpreter(String command, String name) {
		String[] arguments = command.split(" ");
		add(40, 1, arguments[0], arguments);
		assertThat(ofChildOf(40)).isEqualTo(name + " waits for the process");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/bin/sh", "bash", "-bash", "su", "busybox" })
	void isBehindScriptThatWaits(String shell) {
		add(40, 1, "runsv", "runsv", "orders");
		add(41, 40, "run", shell, "./run");
		add(42, 41, "start.sh", "/bin/sh", "/opt/orders/start.sh");
		assertThat(ofChildOf(42)).isEqualTo("runsv waits for the process");
	}

	@ParameterizedTest
	@ValueSource(strings = { "timeout 1d java -jar orders.jar", "strace -f java -jar orders.jar", "python3 start.py" })
	void isBehindWrapperThatWaits(String command) {
		add(40, 1, "runsv", "runsv", "orders");
		add(41, 40, "wrapper", command.split(" "));
		assertThat(ofChildOf(41)).isEqualTo("runsv waits for the process");
		add(1, 0, "wrapper", command.split(" "));
		assertThat(ofChildOf(1)).isEqualTo(SCRIPT);
	}

	@Test
	void isNobodyBehindProgramThatStartsItself() {
		add(1, 0, "tini", "tini", "--", "server");
		add(41, 1, "java", "java", "-jar", "orders.jar");
		assertThat(ofChildOf(41)).isNull();
	}

	/**
	 * As with {@code docker run -t --init}.
	 */
	@ParameterizedTest
	@CsvSource({ "sh -c java,true", "bash -l start.sh,true", "sh,false", "-bash,false", "bash -il,false",
			"bash --rcfile ide.sh -i,false" })
	void isBehindScriptAtTerminalButNotBehindUser(String shell, boolean isScript) {
		process(1, 0, SESSION, true, "docker-init", "/sbin/docker-init", "--", "sh");
		process(7, 1, SESSION, true, "shell", shell.split(" "));
		assertThat(ofChildOf(7)).isEqualTo(isScript ? "docker-init waits for the process" : null);
	}

	@Test
	void isScriptThatIsTheFirstProcess() {
		add(1, 0, "entrypoint.sh", "/bin/sh", "/entrypoint.sh");
		assertThat(ofChildOf(1)).isEqualTo(SCRIPT);
		add(7, 1, "start.sh", "/bin/bash", "/start.sh");
		assertThat(ofChildOf(7)).isEqualTo(SCRIPT);
	}

	/**
	 * As with {@code java -jar orders.jar & exec nginx}.
	 */
	@Test
	void isBehindScriptThatHasBecomeAnotherProgram() {
		add(1, 0, "nginx", "nginx", "-g", "daemon off;");
		assertThat(of(java(1, SESSION, true)))
			.isEqualTo("a script of the container has started the process in the background");
		assertThat(of(java(1, SESSION))).as("in its foreground").isNull();
		assertThat(of(java(1, 40, true))).as("of a session that has ended").isNull();
		add(1, 0, "tini", "tini", "--", "/entrypoint.sh");
		add(40, 1, "nginx", "nginx", "-g", "daemon off;");
		assertThat(of(java(40, SESSION, true))).isEqualTo("tini waits for the process");
	}

	@Test
	void isNobodyAtTerminalOfContainer() {
		process(1, 0, SESSION, true, "bash", "bash");
		assertThat(ofChildOf(1)).isNull();
	}

	@Test
	void isNobodyWhenShellIsOutsideOfContainer() {
		add(1, 0, "tini", "tini", "--", "sleep", "1000");
		process(9, 0, 9, true, "bash", "bash");
		assertThat(ofChildOf(9)).isNull();
		assertThat(of(new VisibleProcess(50, 0, 50, true, false, "java", List.of("java"), NOW, List.of("0::/"))))
			.isNull();
	}

	/**
	 * As in a pod that shares its process ids: its first process belongs to the pod, and
	 * other containers are beside this one.
	 */
	@ParameterizedTest
	@CsvSource({ "0::/../pause,0::/", "1:cpu:/pod/pause,1:cpu:/pod/orders", "0::/pod/orders2,0::/pod/orders" })
	void isContainerThatStartsWithTheProcess(String groupOfPod, String group) {
		add(1, 0, List.of("12:rdma:/", groupOfPod), "pause", "/pause");
		List<String> groups = List.of("12:rdma:/", group);
		VisibleProcess process = new VisibleProcess(50, 0, 50, false, false, "java", List.of("java"), NOW, groups);
		assertThat(of(process)).isEqualTo(FIRST);
		this.processes.put(60L, new VisibleProcess(60, 0, 60, false, false, "sh", List.of("sh"), NOW + 1, groups));
		assertThat(of(process)).as("beside a later process").isEqualTo(FIRST);
		add(30, 0, groups, "entrypoint.sh", "/bin/sh", "/entrypoint.sh");
		assertThat(ofChildOf(30)).isEqualTo(SCRIPT);
	}

	/**
	 * As with {@code docker exec}, whoever has typed it.
	 */
	@ParameterizedTest
	@CsvSource({ "0::/,0::/", "1:cpu:/docker/1a,1:cpu:/docker/1a", "0::/init.scope,0::/" })
	void isNobodyWhenProcessWasStartedInContainerLater(String groupOfFirst, String group) {
		add(1, 0, List.of(groupOfFirst), "server", "server");
		add(30, 0, List.of(group), "sh", "sh", "-c", "java -jar orders.jar");
		this.processes.put(30L, new VisibleProcess(30, 0, 30, false, false, "sh", List.of("sh"), NOW, List.of(group)));
		assertThat(ofChildOf(30)).isNull();
		assertThat(of(new VisibleProcess(50, 0, 50, false, false, "java", List.of("java"), NOW, List.of(group))))
			.isNull();
		this.processes.put(1L, new VisibleProcess(1, 0, SESSION, false, false, "server", List.of("server"), NOW,
				List.of(groupOfFirst)));
		this.processes.remove(30L);
		assertThat(of(new VisibleProcess(50, 0, 50, false, false, "java", List.of("java"), NOW, List.of(group))))
			.as("at once")
			.isNull();
	}

	/**
	 * The container has the process ids of the machine.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "containerd-shim", "conmon", "crun", "runc" })
	void isContainerWhoseRuntimeIsTheParent(String runtime) {
		add(1, 0, List.of("0::/../../../init.scope"), "systemd", "/sbin/init");
		add(2, 0, List.of("0::/../../.."), "kthreadd");
		add(20, 1, List.of("0::/../../../system.slice"), runtime, "/usr/bin/" + runtime);
		assertThat(ofChildOf(20)).isEqualTo(FIRST);
		process(40, 20, 40, false, "start.sh", "/bin/sh", "/start.sh");
		assertThat(ofChildOf(40)).isEqualTo(SCRIPT);
		assertThat(ofChildOf(20)).as("started in it later").isNull();
	}

	@ParameterizedTest
	@CsvSource({ "cron,/usr/sbin/cron", "sshd,sshd: user@notty", "java,java", "gitlab-runner,/usr/bin/gitlab-runner" })
	void isNobodyWhenProgramOfItsOwnHasStartedTheScript(String name, String program) {
		add(1, 0, "tini", "tini", "--", "cron", "-f");
		add(40, 1, name, program);
		add(41, 40, "sh", "/bin/sh", "-c", "java -jar orders.jar");
		assertThat(ofChildOf(41)).isNull();
		assertThat(ofChildOf(40)).isNull();
	}

	@Test
	void isNobodyOnOrdinaryMachine() {
		add(1, 0, "init", "init [2]");
		add(40, 1, "rc", "/bin/sh", "/etc/init.d/rc", "2");
		add(41, 40, "S20orders", "/bin/sh", "/etc/rc2.d/S20orders", "start");
		assertThat(ofChildOf(41)).isNull();
		assertThat(ofChildOf(1)).isNull();
	}

	@Test
	void isNotWhoHasAdoptedTheProcess() {
		add(1, 0, "tini", "tini", "--", "sleep", "1000");
		int shellThatHasEnded = 30;
		assertThat(of(java(1, shellThatHasEnded))).isNull();
		int itself = 50;
		assertThat(of(java(1, itself))).isEqualTo("tini waits for the process");
	}

	@Test
	void isNobodyWhenParentCannotBeSeenOrHasEnded() {
		assertThat(ofChildOf(40)).isNull();
		add(40, 1, "sh");
		assertThat(ofChildOf(40)).isNull();
	}

	private void add(long pid, long parent, String name, String... arguments) {
		process(pid, parent, SESSION, false, name, arguments);
	}

	private void add(long pid, long parent, List<String> groups, String name, String... arguments) {
		this.processes.put(pid,
				new VisibleProcess(pid, parent, SESSION, false, false, name, List.of(arguments), NOW - 1, groups));
	}

	private void process(long pid, long parent, long session, boolean hasTerminal, String name, String... arguments) {
		this.processes.put(pid, new VisibleProcess(pid, parent, session, hasTerminal, false, name, List.of(arguments),
				NOW - 1, List.of("0::/")));
	}

	private @Nullable String ofChildOf(long parent) {
		VisibleProcess known = this.processes.get(parent);
		return of(java(parent, (known != null) ? known.session() : SESSION));
	}

	private static VisibleProcess java(long parent, long session) {
		return java(parent, session, false);
	}

	private static VisibleProcess java(long parent, long session, boolean ignoresInterrupts) {
		return new VisibleProcess(50, parent, session, false, ignoresInterrupts, "java",
				List.of("java", "-jar", "orders.jar"), NOW, List.of("0::/"));
	}

	private @Nullable String of(VisibleProcess process) {
		return Supervisor.of(process, this.processes::get, () -> this.processes.values().stream());
	}

}

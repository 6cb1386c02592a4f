package io.makedaemon.systemd;

import java.util.Arrays;
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
 * {@link SystemdUnit}: who waits for this process, and what systemd expects of it.
 */
class SystemdUnitTests {

	private static final String GROUP = "0::/system.slice/orders.service";

	private static final Map<String, String> OF_MAIN_PROCESS = Map.of("SYSTEMD_EXEC_PID", "71");

	private static final Map<String, String> OF_OLD_MANAGER = Map.of("INVOCATION_ID", "4a1");

	private static final Map<String, String> OF_SCRIPT = Map.of("SYSTEMD_EXEC_PID", "70", "INVOCATION_ID", "4a1");

	/** By their process ids. */
	private final Map<Long, VisibleProcess> processes = new HashMap<>();

	SystemdUnitTests() {
		add(1, 0, 1, "systemd", "/sbin/init");
		add(800, 1, 800, "systemd", "/lib/systemd/systemd", "--user");
	}

	@Test
	void hasProcessThatIsNamedByItsVariable() {
		SystemdUnit unit = new SystemdUnit("orders.service", false, false);
		assertThat(of(java(1, 71), OF_MAIN_PROCESS)).isEqualTo(unit);
		assertThat(of(java(1, 71), Map.of("SYSTEMD_EXEC_PID", "71", "PIDFILE", "/run/orders.pid")))
			.isEqualTo(new SystemdUnit("orders.service", false, true));
		assertThat(of(java(800, 71), OF_MAIN_PROCESS)).isEqualTo(new SystemdUnit("orders.service", true, false));
	}

	@Test
	void hasProcessThatCannotSeeItsManager() {
		this.processes.clear();
		assertThat(of(java(1, 71), OF_MAIN_PROCESS)).isNotNull();
		assertThat(of(java(1, 71), Map.of())).isNull();
	}

	/**
	 * Before version 248 only who is the parent tells it.
	 */
	@Test
	void hasProcessThatOldManagerHasStarted() {
		assertThat(of(java(1, 71), OF_OLD_MANAGER)).isNotNull();
		assertThat(of(java(800, 71), OF_OLD_MANAGER)).isNotNull();
		assertThat(of(java(1, 70), OF_OLD_MANAGER)).as("an orphan").isNull();
	}

	@Test
	void hasProcessThatItsScriptWaitsFor() {
		SystemdUnit unit = new SystemdUnit("orders.service", false, false);
		add(70, 1, 70, "start.sh", "/bin/sh", "/opt/orders/start.sh");
		assertThat(of(java(70, 70), OF_SCRIPT)).isEqualTo(unit);
		assertThat(of(java(70, 70), OF_OLD_MANAGER)).isEqualTo(unit);
		add(69, 70, 70, "run.sh", "/bin/bash", "run.sh");
		assertThat(of(java(69, 70), OF_SCRIPT)).as("a script in the script").isEqualTo(unit);
		// When the script has ended meanwhile, nobody waits
		assertThat(of(java(1, 71), OF_SCRIPT)).isNull();
		assertThat(of(java(1, 70), OF_SCRIPT)).isNull();
	}

	@Test
	void hasLeftProcessInBackground() {
		assertThat(isInBackground(java(1, 70), OF_SCRIPT)).isTrue();
		assertThat(isInBackground(java(800, 70), OF_SCRIPT)).as("of a user's manager").isTrue();
		add(69, 1, 70, "sh", "sh", "-c", "java -jar orders.jar");
		assertThat(isInBackground(java(69, 70), OF_SCRIPT)).as("behind another shell").isTrue();
		this.processes.remove(1L);
		assertThat(isInBackground(java(1, 70), OF_SCRIPT)).as("of an invisible manager").isTrue();
	}

	@Test
	void hasNotLeftProcessThatItWaitsForOrThatIsElsewhere() {
		assertThat(isInBackground(java(1, 71), OF_MAIN_PROCESS)).as("the main process").isFalse();
		assertThat(isInBackground(java(1, 71), OF_SCRIPT)).as("in a session of its own").isFalse();
		assertThat(isInBackground(java(1, 70), OF_OLD_MANAGER)).as("of an old manager").isFalse();
		assertThat(isInBackground(java(70, 70), OF_SCRIPT)).as("of an invisible script").isFalse();
		add(70, 1, 70, "start.sh", "/bin/sh", "/opt/orders/start.sh");
		assertThat(isInBackground(java(70, 70), OF_SCRIPT)).as("of a script that waits").isFalse();
		assertThat(isInBackground(java(1, 71, true), OF_MAIN_PROCESS)).as("the main process without SIGINT").isFalse();
	}

	/**
	 * As with {@code java -jar orders.jar & echo $! > orders.pid}, and then a check, or
	 * another program in place of the script.
	 */
	@ParameterizedTest
	@CsvSource({ "/bin/sh,/opt/orders/start.sh", "nginx,-g" })
	void hasLeftProcessInBackgroundOfScriptThatGoesOn(String program, String argument) {
		add(70, 1, 70, "main", program, argument);
		assertThat(isInBackground(java(70, 70, true), OF_SCRIPT)).isTrue();
		assertThat(isInBackground(java(70, 70, true), OF_OLD_MANAGER)).isTrue();
		assertThat(isInBackground(java(70, 71, true), Map.of())).as("in a session of its own")
			.isEqualTo(program.equals("/bin/sh"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "timeout -k 10 1d java -jar orders.jar", "flock /run/lock java -jar orders.jar",
			"flock /run/lock -c java_-jar_orders.jar", "script -qc java_-jar_orders.jar /dev/null",
			"python3.13 /opt/orders/start.py", "perl /opt/orders/start.pl", "ksh93 /opt/orders/start.sh" })
	void hasProcessThatWrapperWaitsFor(String command) {
		String[] arguments = command.split(" ");
		Arrays.setAll(arguments, (i) -> arguments[i].replace('_', ' '));
		add(70, 1, 70, arguments[0], arguments);
		SystemdUnit unit = new SystemdUnit("orders.service", false, false);
		assertThat(of(java(70, 70), OF_SCRIPT)).isEqualTo(unit);
		assertThat(of(java(70, 70), OF_OLD_MANAGER)).isEqualTo(unit);
	}

	@Test
	void hasProcessThatAnyProgramInItsSessionWaitsFor() {
		add(70, 1, 70, "launcher", "/opt/orders/launcher");
		add(69, 70, 70, "helper", "helper");
		assertThat(of(java(69, 70), OF_SCRIPT)).isEqualTo(new SystemdUnit("orders.service", false, false));
		assertThat(of(java(69, 71), OF_SCRIPT)).as("in a session of its own").isNull();
		assertThat(of(java(69, 70), OF_OLD_MANAGER)).as("unknown to systemd").isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "sudo", "su", "runuser", "doas" })
	void hasProcessOfAnotherUserWithoutItsVariables(String program) {
		SystemdUnit unit = new SystemdUnit("orders.service", false, false);
		add(70, 1, 70, program, "/usr/bin/" + program, "-u", "orders", "java", "-jar", "orders.jar");
		assertThat(of(java(70, 70), Map.of())).isEqualTo(unit);
		assertThat(of(java(70, 71), Map.of())).as("in a session of its own").isEqualTo(unit);
		add(70, 1, 70, "start.sh", "/bin/sh", "/opt/orders/start.sh");
		add(69, 70, 70, program, program, "-u", "orders", "java");
		assertThat(of(java(69, 70), Map.of())).isEqualTo(unit);
		this.processes.put(70L, new VisibleProcess(70, 1, 70, false, false, program, List.of(program), 7,
				List.of("0::/user.slice/user-0.slice/session-c1.scope")));
		assertThat(of(java(70, 70), Map.of())).as("moved to another group")
			.isEqualTo(new SystemdUnit(null, false, false));
	}

	@Test
	void hasNoProcessOfUsers() {
		this.processes.put(70L,
				new VisibleProcess(70, 1, 70, true, false, "bash", List.of("-bash"), 7, List.of(GROUP)));
		assertThat(of(java(70, 70), Map.of())).as("a shell at a terminal").isNull();
		assertThat(of(java(70, 70), OF_SCRIPT)).as("a shell at a terminal that is a service").isNull();
		for (String program : List.of("/usr/sbin/cron", "/usr/sbin/atd", "sshd: orders", "/usr/bin/gnome-shell")) {
			add(60, 1, 60, program.substring(program.lastIndexOf('/') + 1), program);
			add(70, 60, 70, "sh", "/bin/sh", "-c", "java -jar orders.jar");
			assertThat(of(java(70, 70), Map.of())).as(program).isNull();
			assertThat(of(java(70, 70), Map.of("SYSTEMD_EXEC_PID", "60"))).as(program).isNull();
		}
	}

	/**
	 * As setsid(1) leaves them behind when it is typed.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "0::/user.slice/user-1000.slice/session-3.scope",
			"0::/user.slice/user-1000.slice/user@1000.service/app.slice/vte-spawn-1.scope" })
	void hasNoProcessThatHasLeftTheSessionOfUser(String group) {
		this.processes.put(70L,
				new VisibleProcess(70, 1, 70, false, false, "sh", List.of("/bin/sh", "start.sh"), 7, List.of(group)));
		assertThat(of(java(70, 70), Map.of())).isNull();
		assertThat(
				of(new VisibleProcess(71, 1, 71, false, false, "java", List.of("java"), 8, List.of(group)), Map.of()))
			.isNull();
	}

	@ParameterizedTest
	@CsvSource({ "0::/system.slice/orders.service,orders.service",
			"0::/system.slice/system-orders.slice/orders@eu-1.service,orders@eu-1.service",
			"0::/user.slice/user-1000.slice/user@1000.service/app.slice/orders.service,orders.service",
			"0::/system.slice/orders.service/main,orders.service", "0::/system.slice/_cpu.service,cpu.service",
			"0::/system.slice/a\\x2db.service,a\\x2db.service", "0::/../orders.service,orders.service",
			"1:name=systemd:/system.slice/orders.service,orders.service" })
	void isNamedByControlGroup(String line, String name) {
		assertThat(SystemdUnit.name(List.of("12:pids:/system.slice/other.service", line))).isEqualTo(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0::/", "0::/user.slice/user-0.slice/session-1.scope", "0::/a.services",
			"0::/user.slice/user-1000.slice/user@1000.service/app.slice/vte-spawn-1.scope",
			"4:memory:/system.slice/orders.service", "0::/system.slice/\u001b[2J.service" })
	void hasNoNameElsewhere(String line) {
		assertThat(SystemdUnit.name(List.of(line))).isNull();
	}

	@Test
	void isAskedForOfItsOwnManager() {
		assertThat(new SystemdUnit("orders.service", false, false).query()).containsExactly("systemctl", "--system",
				"show", "--property=Type", "--property=RemainAfterExit", "--", "orders.service");
		assertThat(new SystemdUnit("orders.service", true, false).query()).contains("--user");
	}

	/**
	 * systemd sets the variable whatever the type is.
	 */
	@Test
	void isBelievedToForkByItsPidFileOnlyIfItsTypeIsUnknown() {
		SystemdUnit withPidFile = new SystemdUnit("orders.service", false, true);
		assertThat(withPidFile.query()).contains("orders.service");
		assertThat(withPidFile.objection("")).isNull();
		assertThat(withPidFile.objection("Type=forking\n")).isNull();
		assertThat(withPidFile.objection("Type=simple\n")).isEqualTo("orders.service has the type simple");
		assertThat(new SystemdUnit(null, false, true).objection("")).isNull();
	}

	@Test
	void isNotAskedForIfItHasNoName() {
		SystemdUnit withoutName = new SystemdUnit(null, false, false);
		assertThat(withoutName.query()).isEmpty();
		assertThat(withoutName.objection("")).isEqualTo("systemd has started the process, for an unknown unit");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Type=forking\nRemainAfterExit=no\n", "RemainAfterExit=yes\nType=oneshot\n" })
	void expectsDaemon(String answer) {
		assertThat(new SystemdUnit("orders.service", false, false).objection(answer)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "simple", "exec", "notify", "notify-reload", "dbus", "idle", "oneshot" })
	void expectsItsMainProcess(String type) {
		assertThat(new SystemdUnit("orders.service", false, false).objection("Type=" + type + "\nRemainAfterExit=no\n"))
			.isEqualTo("orders.service has the type " + type);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Failed to connect to bus: No such file or directory\n", "Type=\n", "Type=\u001b\n" })
	void isLeftAloneWhenNothingIsTold(String answer) {
		assertThat(new SystemdUnit("orders.service", false, false).objection(answer))
			.isEqualTo("systemd does not report the type of orders.service");
	}

	private void add(long pid, long parent, long session, String name, String... arguments) {
		this.processes.put(pid,
				new VisibleProcess(pid, parent, session, false, false, name, List.of(arguments), 7, List.of(GROUP)));
	}

	private static VisibleProcess java(long parent, long session) {
		return java(parent, session, false);
	}

	private static VisibleProcess java(long parent, long session, boolean ignoresInterrupts) {
		return new VisibleProcess(71, parent, session, false, ignoresInterrupts, "java",
				List.of("/usr/bin/java", "-jar", "orders.jar"), 8, List.of(GROUP));
	}

	private boolean isInBackground(VisibleProcess process, Map<String, String> environment) {
		return SystemdUnit.isInBackground(process, this.processes::get, environment);
	}

	private @Nullable SystemdUnit of(VisibleProcess process, Map<String, String> environment) {
		return SystemdUnit.of(process, this.processes::get, environment);
	}

}

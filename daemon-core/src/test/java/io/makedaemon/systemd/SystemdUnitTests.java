package io.makedaemon.systemd;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.proc.VisibleProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link SystemdUnit}: whose main process this is, and what systemd expects of it.
 */
class SystemdUnitTests {

	private static final VisibleProcess MANAGER = new VisibleProcess(1, 0, 1, false, "systemd", List.of("/sbin/init"));

	private static final VisibleProcess MANAGER_OF_USER = new VisibleProcess(800, 1, 800, false, "systemd",
			List.of("/lib/systemd/systemd", "--user"));

	private static final VisibleProcess SHELL = new VisibleProcess(70, 1, 70, false, "sh", List.of("/bin/sh"));

	@Test
	void hasProcessThatIsNamedByItsVariable() {
		assertThat(SystemdUnit.isStarted(process(71, 1, 71), MANAGER, Map.of("SYSTEMD_EXEC_PID", "71"))).isTrue();
		assertThat(SystemdUnit.isStarted(process(71, 800, 71), MANAGER_OF_USER, Map.of("SYSTEMD_EXEC_PID", "71")))
			.isTrue();
	}

	@Test
	void hasProcessThatCannotSeeItsManager() {
		assertThat(SystemdUnit.isStarted(process(71, 1, 71), null, Map.of("SYSTEMD_EXEC_PID", "71"))).isTrue();
		assertThat(SystemdUnit.isStarted(process(71, 1, 71), null, Map.of())).isFalse();
	}

	@Test
	void hasNoProcessThatShellInItHasStarted() {
		Map<String, String> variables = Map.of("SYSTEMD_EXEC_PID", "70", "INVOCATION_ID", "4a1");
		assertThat(SystemdUnit.isStarted(process(71, 70, 70), SHELL, variables)).isFalse();
		// Also not when the shell has ended meanwhile
		assertThat(SystemdUnit.isStarted(process(71, 1, 71), MANAGER, variables)).isFalse();
	}

	/**
	 * Before version 248 only who is the parent tells it.
	 */
	@Test
	void hasProcessThatOldManagerHasStarted() {
		Map<String, String> variables = Map.of("INVOCATION_ID", "4a1");
		assertThat(SystemdUnit.isStarted(process(71, 1, 71), MANAGER, variables)).isTrue();
		assertThat(SystemdUnit.isStarted(process(71, 800, 71), MANAGER_OF_USER, variables)).isTrue();
		assertThat(SystemdUnit.isStarted(process(71, 70, 70), SHELL, variables)).isFalse();
		assertThat(SystemdUnit.isStarted(process(71, 1, 70), MANAGER, variables)).as("an orphan").isFalse();
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

	private static VisibleProcess process(long pid, long parent, long session) {
		return new VisibleProcess(pid, parent, session, false, "java", List.of("/usr/bin/java", "-jar", "orders.jar"));
	}

}

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
	@ValueSource(strings = { "supervisord", "s6-supervise", "runsv", "supervise", "circusd" })
	void isParentThatStartsServicesAgain(String name) {
		add(40, 1, name, name, "orders");
		assertThat(ofChildOf(40)).isEqualTo(name + " waits for the process");
	}

	@Test
	void isKnownByNameThatIsLongerThanTheKernelKeeps() {
		add(40, 1, "supervise-daemo", "/sbin/supervise-daemon", "orders", "--start");
		assertThat(ofChildOf(40)).isEqualTo("supervise-daemon waits for the process");
	}

	@Test
	void isKnownByItsTitle() {
		add(40, 1, "PM2 v5.3.0: God", "PM2 v5.3.0: God Daemon (/root/.pm2)");
		assertThat(ofChildOf(40)).isEqualTo("pm2 waits for the process");
	}

	@Test
	void isKnownByTheNameBehindThatOfPython() {
		add(40, 1, "python3", "/usr/bin/python3", "/usr/bin/supervisord", "-n");
		assertThat(ofChildOf(40)).isEqualTo("supervisord waits for the process");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/bin/sh", "bash", "-bash", "su", "busybox" })
	void isBehindScriptThatWaits(String shell) {
		add(40, 1, "runsv", "runsv", "orders");
		add(41, 40, "run", shell, "./run");
		add(42, 41, "start.sh", "/bin/sh", "/opt/orders/start.sh");
		assertThat(ofChildOf(42)).isEqualTo("runsv waits for the process");
	}

	@Test
	void isScriptThatIsTheFirstProcess() {
		add(1, 0, "entrypoint.sh", "/bin/sh", "/entrypoint.sh");
		assertThat(ofChildOf(1)).isEqualTo(SCRIPT);
		add(7, 1, "start.sh", "/bin/bash", "/start.sh");
		assertThat(ofChildOf(7)).isEqualTo(SCRIPT);
	}

	@Test
	void isNobodyAtTerminalOfContainer() {
		process(1, 0, SESSION, true, "bash", "bash");
		assertThat(ofChildOf(1)).isNull();
	}

	@Test
	void isNobodyWhenShellIsOutsideOfContainer() {
		assertThat(ofChildOf(0)).isNull();
		add(1, 0, "tini", "tini", "--", "sleep", "1000");
		process(9, 0, 9, true, "bash", "bash");
		assertThat(ofChildOf(9)).isNull();
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
		assertThat(of(new VisibleProcess(50, 1, shellThatHasEnded, false, "java", List.of("java")))).isNull();
		int itself = 50;
		assertThat(of(new VisibleProcess(50, 1, itself, false, "java", List.of("java"))))
			.isEqualTo("tini waits for the process");
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

	private void process(long pid, long parent, long session, boolean hasTerminal, String name, String... arguments) {
		this.processes.put(pid, new VisibleProcess(pid, parent, session, hasTerminal, name, List.of(arguments)));
	}

	private @Nullable String ofChildOf(long parent) {
		VisibleProcess known = this.processes.get(parent);
		long session = (known != null) ? known.session() : SESSION;
		return of(new VisibleProcess(50, parent, session, false, "java", List.of("java", "-jar", "orders.jar")));
	}

	private @Nullable String of(VisibleProcess process) {
		return Supervisor.of(process, this.processes::get);
	}

}

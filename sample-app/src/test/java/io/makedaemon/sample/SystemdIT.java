package io.makedaemon.sample;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample as a service of a real systemd, by the units that the documentation shows.
 */
@EnabledIfSystemd
class SystemdIT {

	private static final Path PAGE = Sample.JAR.resolveSibling("../../docs/systemd.md").normalize();

	private static final Pattern UNIT = Pattern.compile("```ini\n(.*?)```", Pattern.DOTALL);

	private static final String QUIET = " --server.port=0 --sample.chatter-rate=PT1H";

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	@BeforeEach
	void openDirectory() throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		Files.copy(Sample.JAR, this.directory.resolve("orders.jar"));
		Files.createDirectory(this.directory.resolve("units"));
	}

	@Test
	void startsAndStopsServiceThatForks() throws IOException {
		writeUnit("Type=forking", "");
		Started systemd = start("""
				systemctl start orders; echo started: $?
				echo pid: $(($(systemctl show -P MainPID orders) - $(cat /run/orders/orders.pid)))
				systemctl show -p ActiveState -p SubState orders
				flock -n /run/orders/orders.pid true; echo lock: $?
				cat /var/log/orders/orders.log; echo end of log
				until [ -e go ]; do sleep 0.1; done
				mv /var/log/orders/orders.log /var/log/orders/orders.log.1
				systemctl reload orders; echo reloaded: $?
				until grep "was reopened" /var/log/orders/orders.log; do sleep 0.1; done
				systemctl stop orders; echo stopped: $?
				systemctl show -p ActiveState -p Result orders
				ls /run/orders
				""");
		Http http = http(systemd);
		assertThat(http.get("/")).startsWith("Hello from the daemon sample-app");
		assertThat(http.json("/actuator/daemon").get("stage").asString()).isEqualTo("daemon");
		Run run = end(systemd);
		assertThat(run.stdout()).contains("started: 0\n", "pid: 0\n", "ActiveState=active\nSubState=running\n",
				"lock: 1\n", "reloaded: 0\n", "The log file /var/log/orders/orders.log was reopened\n", "stopped: 0\n",
				"ActiveState=inactive\n", "Result=success\n");
		assertThat(run.stderr()).contains("cannot access '/run/orders'");
	}

	@Test
	@FullTier
	void restartsServiceThatForksWhenItCrashes() throws IOException {
		writeUnit("Type=forking", "");
		Run run = run("""
				systemctl start orders; echo started: $?
				kill -KILL $(cat /run/orders/orders.pid)
				until [ "$(systemctl show -P NRestarts orders)" = 1 ] && systemctl is-active orders; do sleep 0.1; done
				echo pid: $(($(systemctl show -P MainPID orders) - $(cat /run/orders/orders.pid)))
				""");
		assertThat(run.stdout()).contains("started: 0\n", "active\n", "pid: 0\n");
	}

	@Test
	@FullTier
	void failsToStartServiceThatForksWithExitCodeOfTheApplication() throws IOException {
		writeUnit("Type=forking", " --server.address=192.0.2.1");
		// A restart would replace the result
		Path unit = this.directory.resolve("units/orders.service");
		Files.writeString(unit, Files.readString(unit).replace("Restart=on-failure\n", ""));
		Run run = run("""
				systemctl start orders; echo started: $?
				systemctl show -p ActiveState -p Result orders
				ps -e -o comm= | grep sample-app; echo left: $?
				""");
		assertThat(run.stdout()).contains("started: 1\n", "Result=exit-code\n", "left: 1\n");
	}

	@Test
	@FullTier
	void startsAndStopsServiceThatNotifies() throws IOException {
		writeUnit("Type=notify", " --logging.file.name=/var/log/orders.log");
		Started systemd = start("""
				mkdir /var/log/orders
				touch /var/log/orders.log
				chown nobody /var/log/orders.log
				systemctl start orders; echo started: $?
				systemctl show -p ActiveState -p SubState -p StatusText orders
				cat /var/log/orders.log; echo end of log
				until [ -e go ]; do sleep 0.1; done
				systemctl reload orders; echo reloaded: $?
				until grep "was reopened" /var/log/orders.log; do sleep 0.1; done
				systemctl stop orders; echo stopped: $?
				systemctl show -p ActiveState -p Result orders
				""");
		Http http = http(systemd);
		assertThat(http.get("/")).startsWith("Hello from the parent sample-app");
		assertThat(http.json("/actuator/daemon").get("decision").asString())
			.isEqualTo("foreground: service manager: NOTIFY_SOCKET is set");
		Run run = end(systemd);
		assertThat(run.stdout()).contains("started: 0\n", "StatusText=ready after ", "SubState=running\n",
				"reloaded: 0\n", "was reopened\n", "stopped: 0\n", "ActiveState=inactive\n", "Result=success\n");
	}

	/**
	 * The service is started by the first client. During a restart clients wait: only who
	 * was being served may be cut off.
	 */
	@ParameterizedTest
	@FullTier
	@ValueSource(strings = { "notify", "forking" })
	void refusesNobodyBehindSocketUnit(String type) throws IOException {
		writeUnit("Type=" + type, type.equals("notify") ? " --logging.file.name=/var/log/orders.log" : "");
		int port = writeSocket();
		Run run = run("""
				mkdir -p /var/log/orders
				touch /var/log/orders.log
				chown nobody /var/log/orders.log
				request() { curl --silent --show-error --fail --max-time 90 http://localhost:%d/; }
				systemctl start orders.socket; echo listening: $?
				systemctl is-active orders
				request; echo; echo first: $?
				until systemctl is-active --quiet orders; do sleep 0.1; done
				systemctl is-active orders
				until [ -e /run/restarted ]; do request >> /run/answers || [ $? != 7 ] || echo nobody there; done &
				until [ -s /run/answers ]; do sleep 0.1; done
				before=$(systemctl show -P MainPID orders)
				systemctl restart orders; echo restarted: $?
				after=$(systemctl show -P MainPID orders)
				[ $before != $after ]; echo another: $?
				touch /run/restarted
				wait
				systemctl stop orders.socket orders; echo stopped: $?
				request; echo refused: $?
				""".formatted(port));
		assertThat(run.stdout())
			.contains("listening: 0\ninactive\nHello from the ", "first: 0\nactive\n", "restarted: 0\nanother: 0\n",
					"stopped: 0\nrefused: 7\n")
			.doesNotContain("nobody there");
	}

	/**
	 * Writes the unit of the socket as the documentation shows it, with a port that is
	 * free.
	 */
	private int writeSocket() throws IOException {
		String text = unit("[Socket]");
		try (ServerSocket socket = new ServerSocket(0)) {
			Files.writeString(this.directory.resolve("units/orders.socket"),
					text.replace("ListenStream=8080", "ListenStream=" + socket.getLocalPort()));
			return socket.getLocalPort();
		}
	}

	/**
	 * As Spring Boot's reference has it.
	 */
	@Test
	void runsServiceWithoutTypeInTheForeground() throws IOException {
		writeService("orders", "PIDFile=/run/orders/orders.pid", "ExecStart=" + command(""));
		Started systemd = start("""
				systemctl start orders; echo started: $?
				until grep "Started SampleApplication" /var/log/orders; do sleep 0.1; done
				systemctl show -p ActiveState -p SubState orders
				cat /var/log/orders; echo end of log
				until [ -e go ]; do sleep 0.1; done
				systemctl stop orders; echo stopped: $?
				systemctl show -p ActiveState -p Result orders
				""");
		assertThat(http(systemd).json("/actuator/daemon").get("decision").asString())
			.isEqualTo("foreground: service manager: orders.service has the type simple");
		Run run = end(systemd);
		assertThat(run.stdout()).contains("started: 0\n", "ActiveState=active\nSubState=running\n",
				"The application runs in the foreground: service manager: orders.service has the type simple. "
						+ "With daemon.enabled=force it becomes a daemon",
				"stopped: 0\n", "ActiveState=inactive\n", "Result=success\n");
	}

	@Test
	@FullTier
	void runsServiceInTheForegroundWhenItsUserCannotAskForItsType() throws IOException {
		writeService("orders", "Type=exec", "User=nobody", "ProtectProc=invisible", "ExecStart=" + command(""));
		Run run = run("""
				systemctl start orders; echo started: $?
				until grep "Started SampleApplication" /var/log/orders; do sleep 0.1; done
				grep "in the foreground" /var/log/orders
				systemctl is-active orders
				""");
		assertThat(run.stdout()).contains("started: 0\n",
				"service manager: systemd does not report the type of orders.service. With daemon.enabled=force",
				"active\n");
	}

	/**
	 * The second one hides the variables of systemd, as {@code sudo} does.
	 */
	@Test
	@FullTier
	void runsServiceInTheForegroundThatWaitsInScript() throws IOException {
		writeService("script", "ExecStart=" + waitingScript("script", ""));
		writeService("hidden", "ExecStart=" + waitingScript("hidden", "env -i "));
		writeService("wrapper",
				"ExecStart=/usr/bin/timeout -k 10 1d " + command(" --daemon.pid-file=/run/wrapper.pid"));
		Run run = run("""
				for unit in script hidden wrapper; do
					systemctl start $unit; echo $unit started: $?
					until grep "Started SampleApplication" /var/log/$unit; do sleep 0.1; done
					grep "in the foreground" /var/log/$unit
					systemctl is-active $unit
				done
				systemctl stop script hidden wrapper
				""");
		assertThat(run.stdout()).contains("script started: 0\n",
				"service manager: script.service has the type simple. With daemon.enabled=force", "hidden started: 0\n",
				"service manager: hidden.service has the type simple. With daemon.enabled=force",
				"service manager: wrapper.service has the type simple. With daemon.enabled=force")
			.contains("active\n")
			.doesNotContain("inactive");
	}

	/**
	 * As init scripts do it, the second one with a check before it ends.
	 */
	@ParameterizedTest
	@FullTier
	@ValueSource(strings = { "", "; until grep -q 'Started Sample' /var/log/background; do sleep 0.1; done" })
	void runsServiceInTheForegroundThatItsScriptHasPutIntoTheBackground(String check) throws IOException {
		String commands = "nohup " + command("") + " & echo $! > /run/background/pid" + check;
		writeService("background", "Type=forking", "PIDFile=/run/background/pid",
				"ExecStart=" + script("background.sh", commands));
		Run run = run("""
				systemctl start background; echo started: $?
				until grep "Started SampleApplication" /var/log/background; do sleep 0.1; done
				grep "in the foreground" /var/log/background
				kill -0 $(systemctl show -P MainPID background); echo running: $?
				systemctl stop background; echo stopped: $?
				""");
		assertThat(run.stdout()).contains("started: 0\n",
				"service manager: a script of the unit has started the process in the background. "
						+ "With daemon.enabled=force",
				"running: 0\n", "stopped: 0\n");
	}

	/**
	 * Writes a script that waits for the application.
	 */
	private Path waitingScript(String name, String prefix) throws IOException {
		return script(name + ".sh", prefix + command(" --daemon.pid-file=/run/" + name + ".pid") + "\nexit $?");
	}

	private Path script(String name, String commands) throws IOException {
		Path script = this.directory.resolve(name);
		Files.writeString(script, "#!/bin/sh\n" + commands + "\n");
		return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
	}

	@Test
	@FullTier
	void makesDaemonWhereSystemdExpectsOne() throws IOException {
		writeService("forking", "Type=forking",
				"ExecStart=" + command(" --daemon.pid-file=/run/forking.pid --daemon.supervise=on-failure"),
				"ExecReload=" + command(" --daemon.pid-file=/run/forking.pid --daemon.command=reload"));
		writeService("oneshot", "Type=oneshot", "RemainAfterExit=yes",
				"ExecStart=" + command(" --daemon.pid-file=/run/oneshot.pid"));
		writeService("script", "Type=forking", "ExecStart=" + waitingScript("script", ""));
		writeService("notified", "Type=forking", "NotifyAccess=all", "FileDescriptorStoreMax=1",
				"ExecStart=" + command(" --daemon.pid-file=/run/notified.pid"));
		Run run = run("""
				for unit in forking oneshot script notified; do
					systemctl start $unit; echo $unit started: $?
					systemctl is-active $unit
					flock -n /run/$unit.pid true; echo $unit locked: $?
				done
				systemctl reload forking; echo reloaded: $?
				grep "Warning" /var/log/forking
				pgrep -f ": supervisor$"; echo supervisors: $?
				systemctl stop forking oneshot script notified
				""");
		assertThat(run.stdout()).contains("forking started: 0\nactive\nforking locked: 1\n",
				"oneshot started: 0\nactive\noneshot locked: 1\n", "script started: 0\nactive\nscript locked: 1\n",
				"notified started: 0\nactive\nnotified locked: 1\n",
				"reloaded: 0\nWarning: daemon.supervise has no effect in a unit of systemd", "supervisors: 1\n");
	}

	@Test
	@FullTier
	void upgradesServiceThatForks() throws IOException {
		String arguments = " --daemon.upgradable=true --daemon.pid-file=/run/orders/orders.pid";
		writeService("orders", "Type=forking", "PIDFile=/run/orders/orders.pid", "User=nobody",
				"ExecStart=" + command(arguments + " --logging.file.name=/run/orders/orders.log"), "ExecReload="
						+ command(arguments + " --logging.file.name=/run/orders/orders.log --daemon.command=upgrade"));
		Run run = run("""
				systemctl start orders; echo started: $?
				before=$(cat /run/orders/orders.pid)
				%s --daemon.pid-file=/run/orders/orders.pid --daemon.upgradable=true --daemon.command=upgrade 2>&1
				echo outside: $?
				systemctl reload orders; echo reloaded: $?
				after=$(cat /run/orders/orders.pid)
				[ $before != $after ]; echo another: $?
				until [ "$(systemctl show -P MainPID orders)" = $after ]; do sleep 0.1; done
				systemctl is-active orders
				systemctl reload orders; echo reloaded again: $?
				systemctl show -p NRestarts orders
				systemctl stop orders; echo stopped: $?
				systemctl show -p ActiveState -p Result orders
				""".formatted(command("")));
		assertThat(run.stdout()).contains("started: 0\n",
				"use systemctl reload orders.service, with the upgrade as its ExecReload=\noutside: 1\n",
				"reloaded: 0\nanother: 0\nactive\nreloaded again: 0\nNRestarts=0\n", "stopped: 0\n",
				"ActiveState=inactive\n", "Result=success\n");
	}

	private void writeService(String name, String... lines) throws IOException {
		Files.writeString(this.directory.resolve("units/" + name + ".service"), """
				[Service]
				RuntimeDirectory=%1$s
				WorkingDirectory=/run/%1$s
				StandardOutput=append:/var/log/%1$s
				SuccessExitStatus=143
				%2$s
				""".formatted(name, String.join("\n", lines)));
	}

	private String command(String arguments) {
		return Jdk.underTest().quickJava() + " -jar " + this.directory.resolve("orders.jar") + QUIET + arguments;
	}

	/**
	 * Writes a unit as the documentation shows it, with this test's Java and jar.
	 */
	private void writeUnit(String type, String arguments) throws IOException {
		String text = unit(type).replace("/usr/bin/java", Jdk.underTest().quickJava())
			.replace("/opt/orders/orders.jar", this.directory.resolve("orders.jar") + QUIET + arguments)
			.replace("User=orders\n", "User=nobody\n")
			.replace("WorkingDirectory=/opt/orders\n", "WorkingDirectory=/var/log/orders\n");
		Files.writeString(this.directory.resolve("units/orders.service"), text);
	}

	private static String unit(String line) throws IOException {
		try (Stream<MatchResult> units = UNIT.matcher(Files.readString(PAGE)).results()) {
			List<String> texts = units.map((match) -> match.group(1))
				.filter((text) -> text.contains(line + "\n"))
				.toList();
			assertThat(texts).as("units with " + line).hasSize(1);
			return texts.get(0);
		}
	}

	private Started start(String script) {
		return Systemd.run(this.sample.processes(), this.directory.resolve("units"), script)
			.environment(Map.of("TMPDIR", this.directory.toString()))
			.directory(this.directory)
			.start();
	}

	private static Http http(Started systemd) {
		Awaitility.await("the service")
			.atMost(Duration.ofMinutes(1))
			.until(() -> systemd.stdout().contains("end of log\n"));
		return Sample.http(systemd.stdout());
	}

	private Run end(Started systemd) throws IOException {
		Files.createFile(this.directory.resolve("go"));
		Run run = systemd.await();
		assertThat(this.sample.processes().alive()).isEmpty();
		return run;
	}

	private Run run(String script) throws IOException {
		return end(start(script));
	}

}

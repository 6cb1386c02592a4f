package io.makedaemon.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The units that {@code --daemon.command=unit} prints, as services of a real systemd.
 */
@EnabledIfSystemd
class UnitIT {

	/**
	 * What a user does who installs the application in another directory than this one.
	 */
	private static final String INSTALL = """
			mkdir -p "/run/my orders"
			chown daemon "/run/my orders"
			cp orders.jar "/run/my orders/orders.jar"
			cd "/run/my orders"
			%s -jar orders.jar --server.port=0 --sample.chatter-rate=PT1H --daemon.program-name=orders \\
				--daemon.user=daemon --daemon.command=unit %s > "$UNITS/orders.service"; echo printed: $?
			systemd-analyze verify "$UNITS/orders.service"; echo verified: $?
			systemd-analyze security --offline=true --threshold=%d "$UNITS/orders.service" >/dev/null; echo secured: $?
			# The only thing that a systemd of a test cannot do
			mkdir "$UNITS/orders.service.d"
			printf '[Service]\\nPrivateDevices=no\\n' > "$UNITS/orders.service.d/test.conf"
			systemctl daemon-reload
			systemctl start orders; echo started: $?
			pid=$(systemctl show -P MainPID orders)
			tr '\\0' '\\n' < /proc/$pid/cmdline
			ps -o user= -p $pid
			""";

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	private Path units;

	@BeforeEach
	void openDirectory() throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		Files.copy(Sample.JAR, this.directory.resolve("orders.jar"));
		this.units = Files.createDirectory(this.directory.resolve("units"));
	}

	@Test
	void startsApplicationThatNotifies() {
		Run run = install("'--x=it'\\''s 100% of $HOME' '--y=\"a\\b\"' ';' snö '' --my.password=x", 50, """
				systemctl show -p StatusText -p NRestarts orders
				systemctl reload orders; echo reloaded: $?
				systemctl stop orders; echo stopped: $?
				systemctl show -p ActiveState -p Result orders
				""");
		assertThat(run.stderr()).isEqualTo("Warning: the command line seems to contain secrets, and every user of the "
				+ "machine can read them in the unit and with ps: move them to a file that only the service can read, and "
				+ "import it with spring.config.import: my.password\n");
		assertThat(run.stdout()).contains("printed: 0\nverified: 0\nsecured: 0\nstarted: 0\n",
				"\n--x=it's 100% of $HOME\n--y=\"a\\b\"\n;\nsnö\n\n--my.password=x\ndaemon\n",
				"StatusText=ready after ", "NRestarts=0\n", "reloaded: 0\nstopped: 0\n", "ActiveState=inactive\n",
				"Result=success\n");
	}

	@Test
	@FullTier
	void startsAndUpgradesDaemon() {
		Run run = install("--daemon.upgradable=true", 80, """
				echo pid: $(($pid - $(cat /run/orders/orders.pid)))
				systemctl reload orders; echo reloaded: $?
				after=$(cat /run/orders/orders.pid)
				[ $pid != $after ]; echo another: $?
				until [ "$(systemctl show -P MainPID orders)" = $after ]; do sleep 0.1; done
				systemctl stop orders; echo stopped: $?
				systemctl show -p ActiveState -p Result orders
				""");
		assertThat(run.stderr()).isEmpty();
		assertThat(run.stdout()).contains("printed: 0\nverified: 0\nsecured: 0\nstarted: 0\n", "\ndaemon\npid: 0\n",
				"reloaded: 0\nanother: 0\nstopped: 0\n", "ActiveState=inactive\n", "Result=success\n");
	}

	private Run install(String arguments, int exposure, String script) {
		// A JVM with the same process id in another namespace has the same file in /tmp
		String java = Jdk.underTest().quickJava() + " -XX:-UsePerfData";
		Run run = Systemd
			.run(this.sample.processes(), this.units, INSTALL.formatted(java, arguments, exposure) + script)
			.environment(Map.of("UNITS", this.units.toString()))
			.directory(this.directory)
			.run();
		assertThat(this.sample.processes().alive()).isEmpty();
		return run;
	}

}

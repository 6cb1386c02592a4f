package io.makedaemon.sample;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.EnabledIfInstalled;
import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The scripts that {@code --daemon.command=unit} prints, with Debian's OpenRC and
 * service(8), in directories that only the test sees.
 */
@EnabledIfRoot
class ServiceScriptIT {

	/** The directories that OpenRC has when it has booted the machine. */
	private static final String PRIVATE = """
			mount -t tmpfs -o mode=755 tmpfs /run
			for state in started starting stopping inactive wasinactive hotplugged failed options exclusive scheduled tmp \\
					daemons; do
				mkdir -p /run/openrc/$state
			done
			touch /run/openrc/softlevel
			mkdir /run/init.d
			mount --bind /run/init.d /etc/init.d
			%s -jar %s --server.port=0 --sample.chatter-rate=PT1H --daemon.program-name=orders \\
				--logging.file.name=/run/orders.log --daemon.command=unit --daemon.unit.format=%s >/etc/init.d/orders
			chmod 755 /etc/init.d/orders
			for command in status start status reload restart stop status; do
				%s $command
				echo $command: $?
			done
			""";

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	@Test
	@FullTier
	@EnabledIfInstalled("rc-service")
	void ofOpenRcStartsAndStopsDaemon() {
		expectCommands("openrc", "rc-service orders");
	}

	@Test
	@FullTier
	@EnabledIfInstalled("service")
	void ofSystemVStartsAndStopsDaemon() {
		expectCommands("sysv", "service orders");
	}

	private void expectCommands(String format, String service) {
		String java = Jdk.underTest().quickJava();
		Run run = this.sample.processes()
			.program("unshare")
			.args("-m", "sh", "-c", PRIVATE.formatted(java, Sample.JAR, format, service))
			.directory(this.directory)
			.run();
		assertThat(run.stdout()).matches("(?s)orders is not running\nstatus: 3\n.*orders is ready after .*start: 0\n"
				+ "orders is running, .*status: 0\n.*orders was told to reload, .*reload: 0\n.*orders was stopped after .*"
				+ "orders is ready after .*restart: 0\n.*orders was stopped after .*stop: 0\n"
				+ "orders is not running\nstatus: 3\n");
		assertThat(this.sample.processes().alive()).isEmpty();
	}

}

package io.makedaemon.spring.boot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.programs.SocketProgram;
import io.makedaemon.testsupport.EnabledIfInstalled;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sockets of the configuration.
 */
class SocketIT {

	private static final String ACTIVATE = "systemd-socket-activate";

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	@Test
	@JdkSensitive
	void areInheritedAndTold() throws IOException {
		Run run = launch("127.0.0.1:0").run();
		Matcher told = Pattern
			.compile("is ready after [0-9.]+ seconds, pid (\\d+), listens on 127\\.0\\.0\\.1:(\\d+), log")
			.matcher(run.stdout());
		assertThat(told.find()).as(run.toString()).isTrue();
		String address = "127.0.0.1:" + told.group(2);
		assertThat(ask(Integer.parseInt(told.group(2)))).isEqualTo(told.group(1) + " admin {admin=" + address + "}");
		assertThat(launch(address, "--daemon.command=status").run().stdout()).contains(", listens on admin=" + address);
		Run second = launch(address, "--daemon.pid-file=").run();
		assertThat(second.exitCode()).isEqualTo(1);
		assertThat(second.stderr()).contains(
				"cannot listen on " + address + ": process " + told.group(1)
						+ " listens there already; set by 'daemon.sockets[0].address'",
				"Stop the process that listens there, for instance with: kill " + told.group(1));
		assertThat(this.application.processes().alive()).extracting(ProcessFacts::pid)
			.containsExactly(Long.valueOf(told.group(1)));
	}

	@Test
	void areBoundInForegroundToo() throws IOException {
		int port = freePort();
		Started started = launch("127.0.0.1:" + port, "--daemon.enabled=false").start();
		Awaitility.await()
			.atMost(Application.TIMEOUT)
			.ignoreExceptions()
			.untilAsserted(() -> assertThat(ask(port)).isEqualTo(started.pid() + " admin {}"));
	}

	@Test
	@FullTier
	void fileInTheWayIsTold() throws IOException {
		Path file = Files.writeString(this.directory.resolve("socket"), "precious");
		Run run = launch(file.toString()).run();
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.stderr()).contains("cannot listen on " + file + ": there is a file that is not a socket",
				"'daemon.sockets[0].address'", "Remove the file if nothing uses it, or set another address.");
		assertThat(file).hasContent("precious");
	}

	@Test
	@FullTier
	@EnabledIfInstalled(ACTIVATE)
	void activatedOnesAreToldInForegroundToo() throws IOException {
		int port = freePort();
		String told = "127.0.0.1:" + port;
		Started started = launch(told, "--daemon.enabled=false")
			.shell("exec " + ACTIVATE + " -E " + this.application.processes().marker() + " -l " + told + " \"$@\"")
			.start();
		Awaitility.await()
			.atMost(Application.TIMEOUT)
			.ignoreExceptions()
			.untilAsserted(() -> assertThat(ask(port)).isEqualTo(started.pid() + " admin {admin=" + told + "}"));
	}

	@Test
	@FullTier
	void failedStartTellsOfClientsThatWaited() throws IOException {
		int port = freePort();
		Started start = launch("127.0.0.1:" + port, "--daemon.start-timeout=6s", "--test.fail=hang").start();
		Awaitility.await().atMost(Application.TIMEOUT).until(() -> isOpen(port));
		assertThat(start.await().stderr()).contains("and was stopped while clients waited on 127.0.0.1:" + port,
				"set daemon.sockets[*].accept=started");
	}

	/**
	 * A connection that its client has closed still waits to be accepted.
	 */
	private static boolean isOpen(int port) {
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return client.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private Launch launch(String address, String... arguments) {
		return this.application.launch(this.directory)
			.args("--daemon.pid-file=" + this.directory.resolve("pid"), "--test.answer=true",
					"--daemon.sockets[0].name=admin", "--daemon.sockets[0].address=" + address)
			.args(arguments);
	}

	private static String ask(int port) throws IOException {
		return SocketProgram.ask(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}

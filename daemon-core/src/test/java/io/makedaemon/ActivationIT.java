package io.makedaemon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

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
 * Sockets that a service manager hands over, see sd_listen_fds(3).
 */
class ActivationIT {

	private static final String ACTIVATE = "systemd-socket-activate";

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@Test
	@JdkSensitive
	@EnabledIfInstalled(ACTIVATE)
	void daemonAnswersFirstClientWhichItWasStartedBy() throws IOException {
		int port = freePort();
		int other = freePort();
		Started start = activated("web=127.0.0.1;0",
				"-l 127.0.0.1:" + port + " -l 127.0.0.1:" + other + " --fdname=web:orders.socket",
				"attr.startTimeout=PT1M")
			.start();
		CompletableFuture<String> answer = answer(start, port);
		ProcessFacts daemon = Programs.daemon(start.await());
		assertThat(answer.join()).isEqualTo(daemon.pid() + " web");
		assertThat(ask(other)).isEqualTo(daemon.pid() + " orders.socket");
		assertThat(Programs.facts(this.directory)).containsEntry("names", "web,orders.socket")
			.containsEntry("address.web", "/127.0.0.1:" + port);
		assertThat(daemon.environment()).noneMatch((variable) -> variable.startsWith("LISTEN_"));
		assertThat(this.programs.processes().alive()).containsExactly(daemon);
	}

	@Test
	@FullTier
	@JdkSensitive
	@EnabledIfInstalled(ACTIVATE)
	void foregroundHasSocketOfItsAddress() throws IOException {
		int port = freePort();
		Started start = activated("web=127.0.0.1;" + port, "-l 127.0.0.1:" + port, "foreground=true").start();
		CompletableFuture<String> answer = answer(start, port);
		assertThat(Programs.facts(this.directory)).containsEntry("names", "web");
		assertThat(answer.join()).isEqualTo(start.pid() + " web");
	}

	/**
	 * A descriptor that was taken over may be closed by then, or another file's.
	 */
	@Test
	@FullTier
	@EnabledIfInstalled(ACTIVATE)
	void areTakenOverOnce() throws IOException {
		int port = freePort();
		Started start = activated("web=127.0.0.1;0", "-l 127.0.0.1:" + port + " --fdname=other", "foreground=true",
				"then=again")
			.start();
		CompletableFuture<String> answer = answer(start, port);
		assertThat(Programs.facts(this.directory)).containsEntry("names", "web,other").containsEntry("again", "[web]");
		assertThat(answer.join()).isEqualTo(start.pid() + " other");
	}

	/**
	 * The shell has the process id that the program has then.
	 */
	@Test
	void refusesConnectionOfUnitThatAccepts() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			Run run = launch("web=127.0.0.1;0")
				.shell("exec bash -c 'exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort()
						+ "; LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=connection exec \"$@\"' " + "bash \"$@\"")
				.run();
			assertThat(run.exitCode()).isEqualTo(7);
			assertThat(run.stdout())
				.isEqualTo("DaemonException: cannot take over what the service manager has handed over: the socket "
						+ "connection (descriptor 3) does not listen for connections: a socket unit of systemd needs "
						+ "ListenStream= and Accept=no\n");
		}
	}

	@Test
	void doesNotBelieveVariablesOfAnotherProcess() throws IOException {
		ProcessFacts daemon = Programs.daemon(launch("web=127.0.0.1;0", "attr.startTimeout=PT1M")
			.shell("LISTEN_PID=$PPID LISTEN_FDS=1 LISTEN_FDNAMES=web exec \"$@\" 3</dev/null"));
		Properties facts = Programs.facts(this.directory);
		assertThat(facts.getProperty("address.web")).startsWith("/127.0.0.1:");
		assertThat(daemon.environment()).noneMatch((variable) -> variable.startsWith("LISTEN_"));
	}

	private Launch activated(String sockets, String options, String... properties) {
		return launch(sockets, properties)
			.shell("exec " + ACTIVATE + " -E " + this.programs.processes().marker() + " " + options + " \"$@\"");
	}

	private Launch launch(String sockets, String... properties) {
		String[] all = Stream.concat(Stream.of("sockets=" + sockets), Stream.of(properties)).toArray(String[]::new);
		return this.programs.program(SocketProgram.class, this.directory, all);
	}

	/**
	 * Asks once somebody listens.
	 */
	private static CompletableFuture<String> answer(Started start, int port) {
		Awaitility.await().atMost(Programs.TIMEOUT).until(() -> new ProcessFacts(start.pid()).listensOn(port));
		return CompletableFuture.supplyAsync(() -> ask(port));
	}

	private static String ask(int port) {
		try {
			return SocketProgram.ask(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		}
		catch (IOException ex) {
			throw new CompletionException(ex);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}

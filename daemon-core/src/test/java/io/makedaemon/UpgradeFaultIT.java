package io.makedaemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.LocalConnection;
import io.makedaemon.posix.LocalConnection.Received;
import io.makedaemon.programs.UpgradeProgram;
import io.makedaemon.testsupport.EnabledIfStrace;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.LockProber;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.ScriptedJdk;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Conformance: whichever system call of the handover fails, and whichever process is
 * killed at it, one generation serves, and the pid file names it.
 */
@EnabledIfStrace
class UpgradeFaultIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Pattern ADDRESS = Pattern.compile("@(makedaemon-upgrade-[0-9a-f]+)");

	@RegisterExtension
	final Programs programs = new Programs().untraced();

	@TempDir
	Path directory;

	@AfterEach
	void removeLinks() {
		new ScriptedJdk(jdkDirectory()).removeLinks();
	}

	@Test
	void formerGenerationGoesOnWhenThePidFileCannotBeWritten() throws IOException {
		formerGenerationGoesOn("pid file", "pwrite64:error=ENOSPC", "No space left on device");
	}

	/**
	 * The calls of the first child of the new generation. Its first write is the request.
	 */
	@FullTier
	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', textBlock = """
			address      | socket:error=EMFILE          | Too many open files
			address      | bind:error=EADDRINUSE        | already
			address      | listen:error=ENOBUFS         | No buffer space available
			request      | kill:error=EPERM             | Operation not permitted
			waiting      | poll:error=ENOMEM            | Cannot allocate memory
			connection   | accept4:error=EMFILE         | Too many open files
			identity     | getsockopt:error=ENOBUFS     | No buffer space available
			offer        | recvmsg:error=EIO            | Input/output error
			steps        | pipe2:error=EMFILE:when=2    | Too many open files
			""")
	void formerGenerationGoesOn(String step, String fault, String message) throws IOException {
		ProcessFacts former = Programs.daemon(launch(this.programs.processes().java()));
		Run run = upgrade("inject=" + fault);
		assertThat(run.exitCode()).as(run.toString()).isEqualTo(7);
		assertThat(run.stdout()).contains(message);
		assertServes(former);
	}

	/**
	 * A first child that is killed before the pid file is written leaves the former
	 * generation in charge, and one that is killed behind that the new one.
	 */
	@FullTier
	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', textBlock = """
			listening      | listen:signal=KILL        | false
			request        | kill:signal=KILL          | false
			connection     | accept4:signal=KILL       | false
			offer          | recvmsg:signal=KILL       | false
			pid file       | pwrite64:signal=KILL      | false
			shortened file | ftruncate:signal=KILL     | true
			last step      | sendmsg:signal=KILL       | true
			""")
	void oneGenerationGoesOnWhenTheFirstChildIsKilledAt(String step, String fault, boolean upgraded)
			throws IOException {
		ProcessFacts former = Programs.daemon(launch(this.programs.processes().java()));
		Run run = upgrade("inject=" + fault);
		if (upgraded) {
			assertThat(run.exitCode()).as(run.toString()).isZero();
			Awaitility.await("end of the former generation").atMost(TIMEOUT).until(() -> !former.isAlive());
			List<ProcessFacts> alive = this.programs.processes().alive();
			assertThat(alive).hasSize(1);
			assertServes(alive.get(0));
		}
		else {
			assertThat(run.exitCode()).as(run.toString()).isEqualTo(7);
			assertServes(former);
		}
	}

	/**
	 * Whoever reads the kernel's list can connect to the address of an upgrade.
	 */
	@Test
	@FullTier
	void ignoresStrangerThatConnects() throws IOException, ErrnoException {
		ProcessFacts former = Programs.daemon(launch(this.programs.processes().java()));
		CompletableFuture<Run> command = CompletableFuture.supplyAsync(() -> {
			try {
				return upgrade("inject=kill:delay_enter=2s");
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
		Matcher address = Awaitility.await("address")
			.atMost(TIMEOUT)
			.until(() -> ADDRESS.matcher(Files.readString(Path.of("/proc/self/net/unix"))), Matcher::find);
		LocalConnection stranger = LocalConnection.connect(address.group(1));
		assertThat(stranger.receive(1, TIMEOUT.toMillis())).isEqualTo(new Received("", List.of()));
		stranger.close();
		assertThat(command.join().exitCode()).isZero();
		assertThat(former.isAlive()).isFalse();
	}

	private Run upgrade(String fault) throws IOException {
		String call = fault.substring("inject=".length(), fault.indexOf(':'));
		ScriptedJdk jdk = ScriptedJdk.create(this.programs.jdk(), jdkDirectory(),
				"exec strace -D -f -qq -b execve -o /dev/null -e trace=" + call + " -e " + fault + " \"$@\"");
		return launch(this.programs.processes().program(jdk.launcher().toString()), jdk.option()).args("upgrade").run();
	}

	private Launch launch(Launch java, String... options) throws IOException {
		return java.args(Programs.quickOptions())
			.args(options)
			.args(Programs.properties(this.directory, "attr.pidFile=" + pidFile(), "attr.startTimeout=PT1M",
					"attr.signals=HUP", "attr.port=" + port()))
			.args(UpgradeProgram.class.getName());
	}

	private void assertServes(ProcessFacts daemon) throws IOException {
		Awaitility.await("end of all others")
			.atMost(TIMEOUT)
			.until(() -> this.programs.processes().alive().equals(List.of(daemon)));
		assertThat(Files.readString(pidFile()).strip()).isEqualTo(Long.toString(daemon.pid()));
		assertThat(LockProber.canLock(this.programs.processes(), pidFile())).isFalse();
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
			socket.getOutputStream().write("ping\n".getBytes(StandardCharsets.UTF_8));
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.startsWith(daemon.pid() + " ");
		}
	}

	/**
	 * Returns the port, which is chosen when it is first needed.
	 */
	private int port() throws IOException {
		Path file = this.directory.resolve("port");
		if (Files.notExists(file)) {
			try (ServerSocket free = new ServerSocket()) {
				free.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
				Files.writeString(file, Integer.toString(free.getLocalPort()));
			}
		}
		return Integer.parseInt(Files.readString(file));
	}

	private Path pidFile() {
		return this.directory.resolve("pid");
	}

	private Path jdkDirectory() {
		return this.directory.resolve("jdk");
	}

}

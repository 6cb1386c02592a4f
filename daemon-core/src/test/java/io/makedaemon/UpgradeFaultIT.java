package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.LocalConnection;
import io.makedaemon.posix.LocalConnection.Received;
import io.makedaemon.testsupport.EnabledIfStrace;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Conformance: whichever system call of the handover fails, one generation serves, and
 * the pid file names it.
 */
@EnabledIfStrace
class UpgradeFaultIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Pattern ADDRESS = Pattern.compile("@(makedaemon-upgrade-[0-9a-f]+)");

	@RegisterExtension
	final Programs programs = new Programs().untraced();

	@TempDir
	Path directory;

	private UpgradedServer server;

	@BeforeEach
	void createServer() {
		this.server = UpgradedServer.onPort(this.programs, this.directory);
	}

	@AfterEach
	void removeLinks() {
		this.server.removeLinks();
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
			request      | flock:error=EAGAIN           | another upgrade is in progress
			request      | kill:error=EPERM             | Operation not permitted
			waiting      | poll:error=ENOMEM            | Cannot allocate memory
			connection   | accept4:error=EMFILE         | Too many open files
			identity     | getsockopt:error=ENOBUFS     | No buffer space available
			offer        | recvmsg:error=EIO            | Input/output error
			sockets      | listen:error=ENOBUFS:when=2  | No buffer space available
			steps        | pipe2:error=EMFILE:when=2    | Too many open files
			""")
	void formerGenerationGoesOn(String step, String fault, String message) throws IOException {
		ProcessFacts former = Programs.daemon(this.server.launch());
		Run run = upgrade(fault);
		assertThat(run.exitCode()).as(run.toString()).isEqualTo(UpgradedServer.FAILED);
		assertThat(run.stdout()).contains(message);
		this.server.assertServes(former);
	}

	/**
	 * The calls of the former generation. If it cannot connect, it can tell nobody, and
	 * the new one waits.
	 */
	@FullTier
	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', textBlock = """
			address   | socket:error=EMFILE      | it has not responded within 30 seconds
			identity  | getsockopt:error=ENOBUFS | it has ended, or could not hand over
			offer     | sendmsg:error=ENOBUFS    | it has ended, or could not hand over
			""")
	void formerGenerationGoesOnWhenItsOwnCallFails(String step, String fault, String message) throws IOException {
		ProcessFacts former = Programs.daemon(this.server.launch());
		Started strace = this.server.traced(former, fault);
		Run run = this.server.upgrade().run();
		new ProcessFacts(strace.pid()).signal("TERM");
		strace.await();
		assertThat(run.exitCode()).as(run.toString()).isEqualTo(UpgradedServer.FAILED);
		assertThat(run.stdout()).contains(message);
		this.server.assertServes(former);
	}

	/**
	 * It cannot be told that it is replaced, and looks at the pid file.
	 */
	@Test
	@FullTier
	void newGenerationServesWhenTheFormerOneCannotReceiveTheLastStep() throws IOException {
		ProcessFacts former = Programs.daemon(this.server.launch());
		this.server.traced(former, "recvmsg:error=EIO");
		ProcessFacts next = this.server.upgraded(former, this.server.upgrade());
		this.server.assertServes(next);
	}

	/**
	 * Whoever reads the kernel's list can connect to the address of an upgrade.
	 */
	@Test
	@FullTier
	void ignoresStrangerThatConnects() throws IOException, ErrnoException {
		ProcessFacts former = Programs.daemon(this.server.launch());
		CompletableFuture<Run> command = CompletableFuture.supplyAsync(() -> upgrade("kill:delay_enter=2s"));
		Matcher address = Awaitility.await("address")
			.atMost(TIMEOUT)
			.until(() -> ADDRESS.matcher(Files.readString(Path.of("/proc/self/net/unix"))), Matcher::find);
		LocalConnection stranger = LocalConnection.connect(address.group(1));
		assertThat(stranger.receive(1, TIMEOUT.toMillis())).isEqualTo(new Received("", List.of()));
		stranger.close();
		assertThat(command.join().exitCode()).isZero();
		assertThat(former.isAlive()).isFalse();
	}

	private Run upgrade(String fault) {
		String call = fault.substring(0, fault.indexOf(':'));
		return this.server.tracedUpgrade("-e trace=" + call + " -e inject=" + fault).run();
	}

}

package io.makedaemon;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.programs.Program;
import io.makedaemon.programs.SocketProgram;
import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;
import io.makedaemon.trace.Trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Sockets that listen before the daemon exists.
 */
class SocketIT {

	private static final int FIRST_UNPRIVILEGED = 1024;

	private static final byte[] IPV6_LOOPBACK = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@Test
	@JdkSensitive
	void letClientWaitUntilTheDaemonAnswers() throws IOException {
		InetSocketAddress address = ipv4(freePort());
		Path trace = this.directory.resolve("trace");
		Started start = launch("web=127.0.0.1;" + address.getPort(), "then=readyOnGo", "attr.startTimeout=PT1M",
				"attr.pidFile=" + this.directory.resolve("pid"))
			.environment(Map.of(Trace.VARIABLE, trace.toString()))
			.start();
		Awaitility.await("listen").until(() -> Files.exists(trace) && Files.readString(trace).contains(" listen = 0"));
		CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> ask(address));
		Awaitility.await("JVM").until(() -> Files.readString(trace).contains(" has taken over"));
		assertThat(answer).isNotDone();
		Programs.go(this.directory);
		Run run = start.await();
		ProcessFacts daemon = Programs.daemon(run);
		assertThat(answer.join()).isEqualTo(daemon.pid() + " web");
		assertThat(run.stdout()).contains(", listens on 127.0.0.1:" + address.getPort());
		assertThat(Files.readString(trace)).contains(" listens: web=127.0.0.1:" + address.getPort());
		assertThat(Programs.facts(this.directory)).containsEntry("address.web", "/127.0.0.1:" + address.getPort())
			.containsEntry("blocking.web", "true")
			.containsEntry("same", "true");
		assertThat(RunningDaemon.find(this.directory.resolve("pid")).orElseThrow().published()).containsEntry("sockets",
				"web=127.0.0.1:" + address.getPort());
		assertThat(daemon.listensOn(address.getPort())).isTrue();
		assertThat(this.programs.processes().alive()).containsExactly(daemon);
		daemon.kill();
		assertIsRefused(address);
	}

	@Test
	@JdkSensitive
	void listenOnEachKindOfAddress() throws IOException {
		Path file = this.directory.resolve("socket");
		ProcessFacts daemon = Programs
			.daemon(launch("all=0.0.0.0;0,four=127.0.0.1;0,six=::1;0,file=socket,own=inherited", "attr.umask=007",
					"attr.startTimeout=PT1M")
				.directory(this.directory));
		Properties facts = Programs.facts(this.directory);
		assertThat(facts).containsEntry("names", "all,four,six,file,own")
			.containsEntry("address.file", file.toString());
		assertThat(facts.getProperty("address.all")).matches("/\\[0:0:0:0:0:0:0:0]:[1-9]\\d*");
		assertThat(ask(ipv4(port(facts, "all")))).isEqualTo(daemon.pid() + " all");
		assertThat(ask(ipv6(port(facts, "all")))).isEqualTo(daemon.pid() + " all");
		assertThat(ask(ipv4(port(facts, "four")))).isEqualTo(daemon.pid() + " four");
		assertThat(ask(ipv6(port(facts, "six")))).isEqualTo(daemon.pid() + " six");
		assertThat(ask(UnixDomainSocketAddress.of(file))).isEqualTo(daemon.pid() + " file");
		assertThat(ask(ipv4(port(facts, "own")))).isEqualTo(daemon.pid() + " own");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rwxrwx---");
		assertThat(this.programs.processes().alive()).containsExactly(daemon);
		daemon.signal("TERM");
		this.programs.processes().awaitNone();
		assertThat(file).doesNotExist();
	}

	@Test
	void listenByIpv4OnlyIfJavaIsToldSo() {
		ProcessFacts daemon = Programs.daemon(
				launch("all=0.0.0.0;0", "attr.jvmOption=-Djava.net.preferIPv4Stack=true", "attr.startTimeout=PT1M"));
		Properties facts = Programs.facts(this.directory);
		assertThat(facts.getProperty("address.all")).startsWith("/0.0.0.0:");
		assertThat(ask(ipv4(port(facts, "all")))).isEqualTo(daemon.pid() + " all");
		assertIsRefused(ipv6(port(facts, "all")));
	}

	@Test
	void failureNamesAddressInUseAndItsProcess() throws IOException {
		Path file = this.directory.resolve("socket");
		try (ServerSocket other = new ServerSocket(0);
				ServerSocketChannel unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			unix.bind(UnixDomainSocketAddress.of(file));
			long self = ProcessHandle.current().pid();
			assertThat(failure("web=127.0.0.1;" + other.getLocalPort()))
				.isEqualTo("AddressInUseException: cannot listen on 127.0.0.1:" + other.getLocalPort() + ": process "
						+ self + " listens there already");
			assertThat(failure("file=" + file)).isEqualTo(
					"AddressInUseException: cannot listen on " + file + ": process " + self + " listens there already");
		}
		assertThat(file).as("the other one's").exists();
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void leavesFileOfAnotherUserAndSaysSo() throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxrwxrwx"));
		Path file = this.directory.resolve("socket");
		abandon(file);
		Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
		String classPath = Programs.CLASS_PATH.copyJarsTo(this.directory.resolve("jars")).toString();
		Run run = this.programs
			.program(classPath, SocketProgram.class, this.directory, "sockets=file=" + file, "attr.user=nobody")
			.run();
		assertThat(run.stdout()).isEqualTo("AddressInUseException: cannot listen on " + file
				+ ": there is a socket of another user's, on which no process is known to listen\n");
		assertThat(file).exists();
	}

	/**
	 * What is there and is no socket, or cannot be asked, stays.
	 */
	@Test
	void replacesFileThatNobodyListensOn() throws IOException {
		Path file = this.directory.resolve("socket");
		abandon(file);
		ProcessFacts daemon = Programs.daemon(launch("file=" + file));
		Programs.facts(this.directory);
		assertThat(ask(UnixDomainSocketAddress.of(file))).isEqualTo(daemon.pid() + " file");
		daemon.kill();
		this.programs.processes().awaitNone();
		assertThat(file).as("killed").exists();
		Files.delete(file);
		Files.writeString(file, "precious");
		assertThat(failure("file=" + file))
			.isEqualTo("AddressInUseException: cannot listen on " + file + ": there is a file that is not a socket");
		assertThat(file).hasContent("precious");
	}

	@Test
	void leaveNothingWhenTheStartFails() throws IOException {
		Path file = this.directory.resolve("socket");
		InetSocketAddress address = ipv4(freePort());
		Started start = launch("web=127.0.0.1;" + address.getPort() + ",file=" + file, "then=fail",
				"attr.startTimeout=PT1M")
			.start();
		Awaitility.await("file").until(() -> Files.exists(file));
		CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> ask(address));
		Programs.go(this.directory);
		assertThat(start.await().stdout()).isEqualTo("StartFailedException: no database\n");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(answer::join)
			.withRootCauseInstanceOf(IOException.class);
		assertIsRefused(address);
		assertThat(file).doesNotExist();
		assertThat(failure("file=" + file, "attr.workingDirectory=/missing"))
			.contains("cannot enter the working directory /missing");
		assertThat(file).doesNotExist();
	}

	/**
	 * The daemon of another user has no capability at all.
	 */
	@Test
	@EnabledIfRoot
	void listenBelow1024WithoutPrivileges() throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxrwxrwx"));
		int port = freePrivilegedPort();
		Path file = this.directory.resolve("socket");
		String classPath = Programs.CLASS_PATH.copyJarsTo(this.directory.resolve("jars")).toString();
		String socket = "sockets=web=127.0.0.1;" + port;
		ProcessFacts daemon = Programs.daemon(this.programs.program(classPath, SocketProgram.class, this.directory,
				socket + ",file=" + file, "attr.user=nobody", "attr.startTimeout=PT1M"));
		assertThat(ask(ipv4(port))).isEqualTo(daemon.pid() + " web");
		assertThat(daemon.ids("Uid")).doesNotContain(0L);
		assertThat(Stream.of("CapPrm", "CapEff", "CapInh", "CapAmb").map(daemon::capabilities)).containsOnly(0L);
		assertThat(Files.getOwner(file, LinkOption.NOFOLLOW_LINKS)).hasToString("nobody");
		Run second = this.programs.program(classPath, SocketProgram.class, this.directory, socket)
			.shell("exec setpriv --reuid nobody --clear-groups --bounding-set -all --inh-caps -all \"$@\"")
			.run();
		assertThat(second.stdout()).isEqualTo(
				"SystemCallException: cannot listen on 127.0.0.1:" + port + ": Permission denied (bind: EACCES)\n");
		daemon.signal("TERM");
		this.programs.processes().awaitNone();
		assertThat(file).doesNotExist();
	}

	@Test
	void refusesDescriptorThatDoesNotListen() throws IOException {
		assertThat(failure("own=datagrams")).matches("DaemonException: cannot make a daemon: the socket own "
				+ "\\(descriptor \\d+\\) does not listen for connections: a socket unit of systemd needs ListenStream= "
				+ "and Accept=no");
	}

	@Test
	void areBoundInForegroundWhenTheyAreUsed() throws IOException {
		Path file = this.directory.resolve("socket");
		abandon(file);
		Started started = launch("web=127.0.0.1;0,own=inherited,file=" + file, "foreground=true").start();
		Properties facts = Programs.facts(this.directory);
		assertThat(ask(ipv4(port(facts, "web")))).isEqualTo(started.pid() + " web");
		assertThat(ask(ipv4(port(facts, "own")))).isEqualTo(started.pid() + " own");
		assertThat(ask(UnixDomainSocketAddress.of(file))).isEqualTo(started.pid() + " file");
		assertThat(facts).containsEntry("addresses", "{web=127.0.0.1:" + port(facts, "web") + ", own=127.0.0.1:"
				+ port(facts, "own") + ", file=" + file + "}");
		new ProcessFacts(started.pid()).signal("TERM");
		this.programs.processes().awaitNone();
		assertThat(file).doesNotExist();
	}

	/**
	 * A class that is not there cannot be loaded by any of the processes.
	 */
	@Test
	void needNoClassWhereThereAreNone() throws IOException {
		Path classes = Files.createDirectory(this.directory.resolve("classes"));
		Programs.CLASS_PATH.copyTo(classes);
		for (String type : List.of("DaemonSocket", "OpenedSockets", "Stage0Sockets", "Stage1Sockets", "Stage2Sockets",
				"SocketFiles", "ActivatedSockets", "systemd/ActivatedSocket", "posix/ListeningSocket", "posix/Sockaddr",
				"proc/SocketTable", "wire/OpenSocket", "wire/LaunchPlan$PlannedSocket")) {
			Files.delete(classes.resolve("io/makedaemon/" + type + ".class"));
		}
		ProcessFacts daemon = Programs.daemon(this.programs.program(classes.toString(), Program.class, this.directory,
				"attr.startTimeout=PT1M", "attr.pidFile=" + this.directory.resolve("pid"), "-Dthen=ready"));
		assertThat(daemon.isAlive()).isTrue();
	}

	/**
	 * Leaves a file behind that nobody listens on.
	 */
	private static void abandon(Path file) throws IOException {
		ServerSocketChannel abandoned = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		abandoned.bind(UnixDomainSocketAddress.of(file));
		abandoned.close();
	}

	private Launch launch(String sockets, String... properties) {
		return this.programs.program(SocketProgram.class, this.directory,
				Stream.concat(Stream.of("sockets=" + sockets), Stream.of(properties)).toArray(String[]::new));
	}

	private String failure(String sockets, String... properties) {
		Run run = launch(sockets, properties).run();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(this.programs.processes().alive()).isEmpty();
		return run.stdout().strip();
	}

	private static String ask(SocketAddress address) {
		try {
			return SocketProgram.ask(address);
		}
		catch (IOException ex) {
			throw new CompletionException(ex);
		}
	}

	private static InetSocketAddress ipv4(int port) {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
	}

	private static InetSocketAddress ipv6(int port) {
		try {
			return new InetSocketAddress(InetAddress.getByAddress(IPV6_LOOPBACK), port);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void assertIsRefused(SocketAddress address) {
		Awaitility.await("refusal")
			.untilAsserted(() -> assertThatExceptionOfType(ConnectException.class)
				.isThrownBy(() -> SocketProgram.ask(address)));
	}

	private static int port(Properties facts, String name) {
		String address = facts.getProperty("address." + name);
		return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static int freePrivilegedPort() {
		return IntStream.range(FIRST_UNPRIVILEGED / 2, FIRST_UNPRIVILEGED)
			.filter(SocketIT::isFree)
			.findFirst()
			.orElseThrow();
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port)) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

}

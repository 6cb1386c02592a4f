package io.makedaemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

import io.makedaemon.programs.FindingProgram;
import io.makedaemon.programs.UpgradeProgram;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.LockProber;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.ScriptedJdk;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The server of {@link UpgradeProgram} with a pid file and an address of its own, as
 * tests launch, upgrade and ask it.
 */
final class UpgradedServer {

	/** The exit code of a program that has failed. */
	static final int FAILED = 7;

	private static final Pattern RESULT = Pattern
		.compile(".* was upgraded after [0-9.]+ seconds, pid (\\d+) → (\\d+), listens on .*", Pattern.DOTALL);

	private final Programs programs;

	private final Path directory;

	private final SocketAddress address;

	/** Where the program writes what the tests read. */
	private Path output;

	/** What every user can read; empty where that does not matter. */
	private String classPath = "";

	private List<String> supervision = List.of();

	private UpgradedServer(Programs programs, Path directory, SocketAddress address) {
		this.programs = programs;
		this.directory = directory;
		this.output = directory;
		this.address = address;
	}

	/**
	 * Returns a server on a free port.
	 */
	static UpgradedServer onPort(Programs programs, Path directory) {
		try (ServerSocket free = new ServerSocket(0)) {
			return new UpgradedServer(programs, directory,
					new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns a server on a Unix domain socket.
	 */
	static UpgradedServer onFile(Programs programs, Path directory, Path file) {
		return new UpgradedServer(programs, directory, UnixDomainSocketAddress.of(file));
	}

	/**
	 * Lets the server be supervised.
	 */
	UpgradedServer supervised(String supervision) {
		this.supervision = List.of("attr.supervision=" + supervision);
		return this;
	}

	/**
	 * Lets every user run the program.
	 */
	UpgradedServer forEveryUser() throws IOException {
		this.classPath = Programs.CLASS_PATH.copyJarsTo(this.directory.resolve("jars")).toString();
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		this.output = Files.createDirectory(this.directory.resolve("output"));
		Files.setPosixFilePermissions(this.output, PosixFilePermissions.fromString("rwxrwxrwx"));
		return this;
	}

	Path pidFile() {
		return this.directory.resolve("pid");
	}

	Launch launch(String... properties) {
		return this.classPath.isEmpty() ? this.programs.program(UpgradeProgram.class, this.output, all(properties))
				: this.programs.program(this.classPath, UpgradeProgram.class, this.output, all(properties));
	}

	/**
	 * What another process sees of the server, or does to it.
	 * @param action see {@link FindingProgram}
	 */
	Launch finder(String action) {
		return this.programs.program(this.classPath, FindingProgram.class, this.output)
			.args(pidFile().toString(), action);
	}

	private String[] all(String... properties) {
		String place = (this.address instanceof InetSocketAddress internet) ? "attr.port=" + internet.getPort()
				: "attr.socketFile=" + this.address;
		return Stream
			.of(Stream.of("attr.pidFile=" + pidFile(), "attr.startTimeout=PT1M", "attr.signals=HUP", place),
					this.supervision.stream(), Stream.of(properties))
			.flatMap(Function.identity())
			.toArray(String[]::new);
	}

	/**
	 * The command that replaces the running generation.
	 */
	Launch upgrade(String... properties) {
		return launch(properties).args("upgrade");
	}

	Launch upgradeOn(Jdk jdk, String... properties) {
		return this.programs.processes()
			.java(jdk)
			.args("-cp", Programs.CLASS_PATH.toString())
			.args(Programs.properties(this.output, all(properties)))
			.args(UpgradeProgram.class.getName(), "upgrade");
	}

	/**
	 * The command, with its first child under strace(1).
	 * @param options strace's options
	 * @param properties properties of the program
	 */
	Launch tracedUpgrade(String options, String... properties) {
		ScriptedJdk jdk = ScriptedJdk.create(this.programs.jdk(), jdkDirectory(),
				"exec strace -D -f -qq -b execve -o " + straceLog() + " " + options + " \"$@\"");
		return this.programs.processes()
			.program(jdk.launcher().toString())
			.args(Programs.quickOptions())
			.args(jdk.option())
			.args(Programs.properties(this.output, all(properties)))
			.args(UpgradeProgram.class.getName(), "upgrade");
	}

	/**
	 * Lets a system call of a running process fail, or do something else.
	 * @param fault the call and the fault, as in the option {@code inject} of strace(1)
	 */
	Started traced(ProcessFacts process, String fault) {
		Started strace = this.programs.processes()
			.program("strace")
			.args("-f", "-qq", "-o", "/dev/null", "-p", Long.toString(process.pid()))
			.args("-e", "trace=" + fault.substring(0, fault.indexOf(':')), "-e", "inject=" + fault)
			.start();
		Awaitility.await("strace").atMost(Programs.TIMEOUT).until(process::isTraced);
		return strace;
	}

	Path straceLog() {
		return this.directory.resolve("strace.log");
	}

	/**
	 * Removes what {@link #tracedUpgrade} has left behind.
	 */
	void removeLinks() {
		new ScriptedJdk(jdkDirectory()).removeLinks();
	}

	private Path jdkDirectory() {
		return this.directory.resolve("jdk");
	}

	/**
	 * Runs an upgrade that succeeds, and returns the new generation.
	 */
	ProcessFacts upgraded(ProcessFacts former, Launch command) {
		Run run = command.run();
		Matcher result = RESULT.matcher(run.stdout());
		assertThat(run.exitCode()).as(run.toString()).isZero();
		assertThat(result.matches()).as(run.toString()).isTrue();
		assertThat(result.group(1)).isEqualTo(Long.toString(former.pid()));
		assertThat(former.isAlive()).isFalse();
		return new ProcessFacts(Long.parseLong(result.group(2)));
	}

	RunningDaemon running() {
		return RunningDaemon.find(pidFile()).orElseThrow();
	}

	void stop() {
		RunningDaemon running = running();
		new ProcessFacts(running.pid()).signal("TERM");
		Awaitility.await("end").until(() -> !running.isAlive());
	}

	/**
	 * Waits until the daemon has handed over to a new generation, which is not ready.
	 * @return the new generation
	 */
	ProcessFacts awaitNewGeneration(ProcessFacts daemon) {
		RunningDaemon running = running();
		assertThat(running.pid()).isEqualTo(daemon.pid());
		Awaitility.await("upgrade")
			.atMost(Programs.TIMEOUT)
			.until(() -> running.published().getOrDefault("upgrading", "").equals("true"));
		return newGeneration(daemon);
	}

	/**
	 * Waits until the process of a new generation runs.
	 */
	ProcessFacts newGeneration(ProcessFacts former) {
		return Awaitility.await("new generation")
			.atMost(Programs.TIMEOUT)
			.until(() -> otherDaemons(former), (others) -> others.size() == 1)
			.get(0);
	}

	private List<ProcessFacts> otherDaemons(ProcessFacts daemon) {
		return this.programs.processes()
			.alive()
			.stream()
			.filter((process) -> process.pid() != daemon.pid() && process.toString().contains("-D__DAEMON_STAGE="))
			.toList();
	}

	void awaitOnly(ProcessFacts daemon) {
		Awaitility.await("end of all others")
			.atMost(Programs.TIMEOUT)
			.until(() -> this.programs.processes().alive().equals(List.of(daemon)));
	}

	/**
	 * Waits until the daemon is the only process, and checks that it is in charge.
	 */
	void assertServes(ProcessFacts daemon) throws IOException {
		awaitOnly(daemon);
		assertThat(Files.readString(pidFile()).strip()).isEqualTo(Long.toString(daemon.pid()));
		assertThat(LockProber.canLock(this.programs.processes(), pidFile())).isFalse();
		assertThat(ask("ping")).startsWith(daemon.pid() + " ");
	}

	/**
	 * Begins with a request that is answered after {@link #answer()}.
	 * @param daemon the daemon that takes it
	 */
	CompletableFuture<String> askSlowly(ProcessFacts daemon) {
		CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> {
			try {
				return ask("slow");
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
		Awaitility.await("request").until(() -> isConnected(daemon));
		return answer;
	}

	private static boolean isConnected(ProcessFacts daemon) {
		return daemon.descriptors().values().stream().filter((name) -> name.startsWith("socket:")).count() > 1;
	}

	void answer() throws IOException {
		Files.createFile(this.output.resolve("answer"));
	}

	/**
	 * Asks once.
	 * @param request the request
	 * @return the answer: the process id, the generation and the request
	 */
	String ask(String request) throws IOException {
		try (SocketChannel channel = SocketChannel.open(this.address)) {
			channel.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
			String answer = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
			if (answer.isEmpty()) {
				throw new IOException("no answer");
			}
			return answer;
		}
	}

}

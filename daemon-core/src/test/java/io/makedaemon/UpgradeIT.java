package io.makedaemon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

import io.makedaemon.programs.UpgradeProgram;
import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.LockProber;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A new generation takes over while the former one serves.
 */
class UpgradeIT {

	private static final Pattern RESULT = Pattern
		.compile(".* was upgraded after [0-9.]+ seconds, pid (\\d+) → (\\d+), listens on .*", Pattern.DOTALL);

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	private Path pidFile;

	private InetSocketAddress address;

	/** Where the programs write what the tests read. */
	private Path output;

	/** What another user can read; empty where that does not matter. */
	private String classPath = "";

	@BeforeEach
	void createPaths() throws IOException {
		this.pidFile = this.directory.resolve("pid");
		this.output = this.directory;
		try (ServerSocket free = new ServerSocket(0)) {
			this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort());
		}
	}

	@Test
	@JdkSensitive
	void answersEachRequest() throws IOException {
		ProcessFacts first = Programs.daemon(launch());
		LockProber prober = prober(this.pidFile);
		try (Clients clients = new Clients(2); Pids pids = new Pids()) {
			ProcessFacts second = upgrade(first, launch("upgrade"));
			ProcessFacts third = upgrade(second, launch("upgrade"));
			assertThat(ask("ping")).isEqualTo(third.pid() + " 3 ping");
			clients.awaitAnswers();
			assertThat(clients.end().failures).isEmpty();
			assertThat(clients.answers.keySet()).contains(first.pid() + " 1 ping", second.pid() + " 2 ping",
					third.pid() + " 3 ping");
			assertThat(pids.dead).isEmpty();
			assertThat(prober.stop().successes()).isZero();
			Awaitility.await("sole owner").until(() -> Files.exists(this.directory.resolve("sole.3")));
			// A generation knows it before the other one runs
			assertThat(this.directory.resolve("shared")).hasContent("1 true\n2 true\n2 false\n2 true\n3 true\n3 false");
		}
		stop();
		assertThat(this.pidFile).doesNotExist();
	}

	@Test
	void finishesARequest() throws IOException {
		ProcessFacts first = Programs.daemon(launch());
		CompletableFuture<String> slow = CompletableFuture.supplyAsync(() -> askUnchecked("slow"));
		Awaitility.await("request").until(() -> established(first));
		Started command = launch("upgrade").start();
		Awaitility.await("takeover").until(() -> !Files.readString(this.pidFile).equals(first.pid() + "\n"));
		Awaitility.await("new generation").until(() -> ask("ping").endsWith(" 2 ping"));
		assertThat(first.isAlive()).isTrue();
		assertThat(slow).isNotDone();
		assertThat(command.isAlive()).isTrue();
		assertThat(this.directory.resolve("sole.2")).doesNotExist();
		Run again = launch("upgrade").run();
		assertThat(again.exitCode()).isEqualTo(7);
		assertThat(again.stdout()).contains("has not ended yet");
		Files.createFile(this.directory.resolve("answer"));
		assertThat(slow.join()).isEqualTo(first.pid() + " 1 slow");
		assertThat(command.await().exitCode()).isZero();
		assertThat(first.isAlive()).isFalse();
		Awaitility.await("sole owner").until(() -> Files.exists(this.directory.resolve("sole.2")));
	}

	@Test
	void goesOnIfTheNewGenerationFails() throws IOException {
		goesOnIfTheNewGenerationFails("then=fail");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = { "then=exit", "-XX:+NoSuchOption", "then=hang" })
	void goesOnIfTheNewGenerationFails(String how) throws IOException {
		ProcessFacts first = Programs.daemon(launch());
		LockProber prober = prober(this.pidFile);
		try (Clients clients = new Clients(1)) {
			Run run = how.startsWith("-") ? launch("upgrade", "attr.jvmOption=" + how).run()
					: launch("upgrade", how, "attr.startTimeout=PT5S").run();
			assertThat(run.exitCode()).isEqualTo(7);
			assertThat(run.stdout()).contains(switch (how) {
				case "then=exit" -> "ended with exit code 3";
				case "then=fail" -> "no database";
				case "then=hang" -> "not ready within 5 seconds";
				default -> "NoSuchOption";
			});
			clients.awaitAnswers();
			assertThat(clients.end().failures).isEmpty();
			assertThat(clients.answers.keySet()).containsExactly(first.pid() + " 1 ping");
			assertThat(prober.stop().successes()).isZero();
		}
		assertThat(this.pidFile).content().isEqualTo(first.pid() + "\n");
		awaitOnly(first);
		upgrade(first, launch("upgrade"));
	}

	@Test
	@FullTier
	void goesOnIfTheCommandIsCancelled() throws IOException {
		ProcessFacts first = Programs.daemon(launch());
		Started command = launch("upgrade", "then=wait").start();
		awaitUpgrading(first);
		Path shared = this.directory.resolve("shared");
		Awaitility.await("new generation").until(() -> Files.readString(shared).equals("1 true\n2 true\n"));
		ProcessHandle.of(command.pid()).orElseThrow().destroy();
		assertThat(command.await().exitCode()).isNotZero();
		Awaitility.await("end of the new generation")
			.until(() -> Files.readString(shared).equals("1 true\n2 true\n1 false\n"));
		assertThat(ask("ping")).isEqualTo(first.pid() + " 1 ping");
		awaitOnly(first);
		assertThat(this.pidFile).content().isEqualTo(first.pid() + "\n");
		upgrade(first, launch("upgrade"));
	}

	@Test
	@FullTier
	void goesOnIfTheFirstChildIsKilled() throws IOException {
		ProcessFacts first = Programs.daemon(launch());
		Started command = launch("upgrade", "then=wait").start();
		awaitUpgrading(first);
		ProcessFacts firstChild = ProcessFacts.all()
			.filter((process) -> process.isAlive() && process.parent() == command.pid())
			.findFirst()
			.orElseThrow();
		firstChild.signal("KILL");
		Programs.go(this.directory);
		assertThat(command.await().exitCode()).isEqualTo(7);
		assertThat(ask("ping")).isEqualTo(first.pid() + " 1 ping");
		awaitOnly(first);
		upgrade(first, launch("upgrade"));
	}

	@Test
	@FullTier
	void refusesASecondUpgradeMeanwhile() throws IOException {
		ProcessFacts first = Programs.daemon(launch());
		Started command = launch("upgrade", "then=wait").start();
		awaitUpgrading(first);
		Run second = launch("upgrade").run();
		assertThat(second.exitCode()).isEqualTo(7);
		assertThat(second.stdout()).contains("another upgrade is in progress");
		Run start = launch().run();
		assertThat(start.exitCode()).isEqualTo(7);
		assertThat(start.stdout()).contains(this.pidFile + " is locked by process " + first.pid());
		Programs.go(this.directory);
		assertThat(command.await().exitCode()).isZero();
	}

	@Test
	@FullTier
	void refusesWhatCannotBeUpgraded() {
		assertThat(launch("upgrade").run().stdout()).contains("the daemon is not running");
		ProcessFacts deaf = Programs.daemon(launch("-Xrs"));
		assertThat(launch("upgrade").run().stdout()).contains("does not handle SIGHUP");
		deaf.signal("KILL");
		Awaitility.await("end").until(() -> !deaf.isAlive());
	}

	@Test
	@FullTier
	void saysThatTheFormerGenerationDoesNotEnd() throws IOException {
		ProcessFacts first = Programs.daemon(launch());
		CompletableFuture<String> slow = CompletableFuture.supplyAsync(() -> askUnchecked("slow"));
		Awaitility.await("request").until(() -> established(first));
		Run run = launch("upgrade", "endTimeout=PT2S").run();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(run.stdout()).contains("the new generation serves, but process " + first.pid()
				+ ", which it has replaced, has not ended within 2 seconds");
		assertThat(first.isAlive()).isTrue();
		assertThat(ask("ping")).endsWith(" 2 ping");
		Files.createFile(this.directory.resolve("answer"));
		assertThat(slow.join()).isEqualTo(first.pid() + " 1 slow");
		Awaitility.await("end").until(() -> !first.isAlive());
	}

	@Test
	@FullTier
	void goesOnIfTheFormerGenerationDoesNotRespond() throws IOException {
		ProcessFacts first = Programs.daemon(launch());
		first.signal("STOP");
		Run run = launch("upgrade").run();
		first.signal("CONT");
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(run.stdout()).contains("it has not responded within 30 seconds");
		assertThat(ask("ping")).isEqualTo(first.pid() + " 1 ping");
		awaitOnly(first);
		upgrade(first, launch("upgrade"));
	}

	@Test
	@FullTier
	void takesOverOnAnotherJdk() throws IOException {
		Jdk other = Jdk.other().orElseThrow(() -> new TestAbortedException("there is only one JDK"));
		ProcessFacts first = Programs.daemon(launch());
		ProcessFacts second = upgrade(first,
				this.programs.processes()
					.java(other)
					.args("-cp", Programs.CLASS_PATH.toString())
					.args(Programs.properties(this.output, properties().toArray(String[]::new)))
					.args(UpgradeProgram.class.getName(), "upgrade"));
		ProcessFacts third = upgrade(second, launch("upgrade", "attr.jvmOption=-Dgeneration=third"));
		assertThat(ask("ping")).isEqualTo(third.pid() + " 3 ping");
	}

	@Test
	@FullTier
	void isStoppedAndStartedWhileTheFormerGenerationDrains() throws IOException {
		ProcessFacts first = Programs.daemon(launch());
		CompletableFuture<String> slow = CompletableFuture.supplyAsync(() -> askUnchecked("slow"));
		Awaitility.await("request").until(() -> established(first));
		assertThat(launch("upgrade", "endTimeout=PT1S").run().exitCode()).isEqualTo(7);
		stop();
		assertThat(first.isAlive()).isTrue();
		assertThat(RunningDaemon.find(this.pidFile)).as("a former generation is not the daemon").isEmpty();
		ProcessFacts other = Programs.daemon(launch());
		Files.createFile(this.directory.resolve("answer"));
		assertThat(slow.join()).isEqualTo(first.pid() + " 1 slow");
		Awaitility.await("end").until(() -> !first.isAlive());
		assertThat(this.pidFile).content().isEqualTo(other.pid() + "\n");
	}

	@Test
	@FullTier
	void stopWaitsForTheFormerGeneration() throws IOException, InterruptedException {
		ProcessFacts first = Programs.daemon(launch());
		CompletableFuture<String> slow = CompletableFuture.supplyAsync(() -> askUnchecked("slow"));
		Awaitility.await("request").until(() -> established(first));
		assertThat(launch("upgrade", "endTimeout=PT1S").run().exitCode()).isEqualTo(7);
		RunningDaemon second = RunningDaemon.find(this.pidFile).orElseThrow();
		assertThat(second.stop(Duration.ofSeconds(2))).isFalse();
		assertThat(second.isAlive()).isFalse();
		assertThat(first.isAlive()).isTrue();
		Files.createFile(this.directory.resolve("answer"));
		assertThat(slow.join()).isEqualTo(first.pid() + " 1 slow");
	}

	@Test
	@FullTier
	void isNotReplacedWhenItShutsDown() throws IOException {
		ProcessFacts first = Programs.daemon(launch("slowEnd=true"));
		Started command = launch("upgrade", "then=wait").start();
		awaitUpgrading(first);
		first.signal("TERM");
		Awaitility.await("pid file").until(() -> Files.notExists(this.pidFile));
		Programs.go(this.directory);
		assertThat(command.await().exitCode()).isEqualTo(7);
		Files.createFile(this.directory.resolve("answer"));
		this.programs.processes().awaitNone();
		assertThat(this.pidFile).doesNotExist();
	}

	@Test
	@FullTier
	void handsOverLockedFiles() throws IOException {
		Path lock = this.directory.resolve("lock");
		ProcessFacts first = Programs.daemon(launch("attr.lockedFile=" + lock));
		LockProber prober = prober(lock);
		ProcessFacts second = upgrade(first, launch("upgrade", "attr.lockedFile=" + lock));
		assertThat(prober.stop().successes()).isZero();
		assertThat(second.descriptors()).containsValue(lock.toString());
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void isUpgradedByRootForAnotherUser() throws IOException {
		this.classPath = Programs.CLASS_PATH.copyJarsTo(this.directory.resolve("jars")).toString();
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		this.output = Files.createDirectory(this.directory.resolve("output"));
		Files.setPosixFilePermissions(this.output, PosixFilePermissions.fromString("rwxrwxrwx"));
		ProcessFacts first = Programs.daemon(launch("attr.user=nobody"));
		ProcessFacts second = upgrade(first, launch("upgrade", "attr.user=nobody"));
		assertThat(second.ids("Uid")).containsOnly(first.ids("Uid").get(0));
		assertThat(ask("ping")).isEqualTo(second.pid() + " 2 ping");
	}

	private List<String> properties() {
		return List.of("attr.pidFile=" + this.pidFile, "attr.startTimeout=PT1M", "attr.signals=HUP",
				"attr.port=" + this.address.getPort());
	}

	private Launch launch(String... properties) {
		boolean upgrade = properties.length > 0 && properties[0].equals("upgrade");
		List<String> all = new ArrayList<>(properties());
		Stream.of(properties).skip(upgrade ? 1 : 0).forEach(all::add);
		String[] array = all.toArray(String[]::new);
		Launch launch = !this.classPath.isEmpty()
				? this.programs.program(this.classPath, UpgradeProgram.class, this.output, array)
				: this.programs.program(UpgradeProgram.class, this.output, array);
		return upgrade ? launch.args("upgrade") : launch;
	}

	private static ProcessFacts upgrade(ProcessFacts former, Launch command) {
		Run run = command.run();
		Matcher result = RESULT.matcher(run.stdout());
		assertThat(run.exitCode()).as(run.toString()).isZero();
		assertThat(result.matches()).as(run.toString()).isTrue();
		assertThat(result.group(1)).isEqualTo(Long.toString(former.pid()));
		assertThat(former.isAlive()).isFalse();
		return new ProcessFacts(Long.parseLong(result.group(2)));
	}

	private void awaitUpgrading(ProcessFacts daemon) {
		RunningDaemon running = RunningDaemon.find(this.pidFile).orElseThrow();
		assertThat(running.pid()).isEqualTo(daemon.pid());
		Awaitility.await("upgrade")
			.atMost(Programs.TIMEOUT)
			.until(() -> running.published().getOrDefault("upgrading", "").equals("true"));
		// Former generation, parent, first child, new generation
		Awaitility.await("new generation")
			.atMost(Programs.TIMEOUT)
			.until(() -> this.programs.processes().alive().size() > 3);
	}

	private void awaitOnly(ProcessFacts daemon) {
		Awaitility.await("end of all others")
			.atMost(Programs.TIMEOUT)
			.until(() -> this.programs.processes().alive().equals(List.of(daemon)));
	}

	private LockProber prober(Path file) {
		return new LockProber(this.programs.processes(), file, this.directory);
	}

	private boolean established(ProcessFacts daemon) {
		return daemon.descriptors().values().stream().filter((name) -> name.startsWith("socket:")).count() > 1;
	}

	private void stop() {
		RunningDaemon running = RunningDaemon.find(this.pidFile).orElseThrow();
		new ProcessFacts(running.pid()).signal("TERM");
		Awaitility.await("end").until(() -> !running.isAlive());
	}

	private String askUnchecked(String request) {
		try {
			return ask(request);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private String ask(String request) throws IOException {
		try (Socket socket = new Socket(this.address.getAddress(), this.address.getPort())) {
			socket.setSoTimeout(60_000);
			socket.getOutputStream().write((request + "\n").getBytes(StandardCharsets.UTF_8));
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (answer.isEmpty()) {
				throw new IOException("no answer");
			}
			return answer;
		}
	}

	/**
	 * Clients that ask all the time.
	 */
	private final class Clients implements AutoCloseable {

		private final Queue<String> failures = new ConcurrentLinkedQueue<>();

		private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();

		private final List<Thread> threads = new ArrayList<>();

		private volatile boolean closed;

		Clients(int count) {
			for (int i = 0; i < count; i++) {
				Thread thread = new Thread(this::run);
				thread.start();
				this.threads.add(thread);
			}
		}

		private void run() {
			while (!this.closed) {
				try {
					this.answers.computeIfAbsent(ask("ping"), (answer) -> new AtomicInteger()).incrementAndGet();
				}
				catch (IOException ex) {
					this.failures.add(ex.toString());
				}
			}
		}

		void awaitAnswers() {
			int before = count();
			Awaitility.await("answers").until(() -> count() > before + 20);
		}

		private int count() {
			return this.answers.values().stream().mapToInt(AtomicInteger::get).sum();
		}

		Clients end() {
			this.closed = true;
			for (Thread thread : this.threads) {
				try {
					thread.join();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
			return this;
		}

		@Override
		public void close() {
			end();
		}

	}

	/**
	 * Reads the pid file all the time.
	 */
	private final class Pids implements AutoCloseable {

		private final Queue<String> dead = new ConcurrentLinkedQueue<>();

		private final Thread thread = new Thread(this::run);

		private volatile boolean closed;

		Pids() {
			this.thread.start();
		}

		private void run() {
			while (!this.closed) {
				try {
					String content = Files.readString(UpgradeIT.this.pidFile);
					boolean living = content.matches("\\d+\\s+")
							&& new ProcessFacts(Long.parseLong(content.strip())).isAlive();
					// Another process may be in the file by now
					if (!living && content.equals(Files.readString(UpgradeIT.this.pidFile))) {
						this.dead.add(content);
					}
				}
				catch (IOException ex) {
					this.dead.add(ex.toString());
				}
			}
		}

		@Override
		public void close() {
			this.closed = true;
			try {
				this.thread.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}

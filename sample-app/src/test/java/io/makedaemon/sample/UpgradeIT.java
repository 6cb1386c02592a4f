package io.makedaemon.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A new version takes over while clients ask, and none of them notices.
 */
class UpgradeIT {

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	@Test
	void answersEachRequest() throws IOException {
		Path jar = Files.copy(Sample.JAR, this.directory.resolve("sample-app.jar"));
		ProcessFacts first = Sample.daemon(launch(jar).run());
		int port = Sample.http(Sample.read(Sample.log(this.directory))).port();
		Http http = new Http(port);
		try (Clients clients = new Clients(port)) {
			Path next = Files.copy(Sample.JAR, this.directory.resolve("next.jar"));
			Files.move(next, jar, StandardCopyOption.ATOMIC_MOVE);
			Run run = launch(jar, "--daemon.command=upgrade").run();
			assertThat(run.exitCode()).as(run.toString()).isZero();
			assertThat(run.stderr()).isEmpty();
			assertThat(run.stdout()).matches("sample-app was upgraded after [0-9.]+ seconds, pid " + first.pid()
					+ " → \\d+, listens on \\S+:" + port + ", log file " + Sample.log(this.directory) + "\n");
			assertThat(first.isAlive()).isFalse();
			clients.awaitAnswersOf(2);
			assertThat(clients.end()).isEmpty();
		}
		JsonNode daemon = http.json("/actuator/daemon");
		assertThat(daemon.get("generation").asInt()).isEqualTo(2);
		assertThat(daemon.get("upgradedFrom").asLong()).isEqualTo(first.pid());
		assertThat(this.directory.resolve("app.pid")).content().isEqualTo(daemon.get("pid").asLong() + "\n");
		assertThat(http.json("/actuator/metrics/daemon.generation").at("/measurements/0/value").asInt()).isEqualTo(2);
		assertThat(launch(jar, "--daemon.command=status").run().stdout())
			.contains(", pid " + daemon.get("pid").asLong() + ", generation 2, listens on ")
			.contains(", health UP");
		assertThat(Sample.read(Sample.log(this.directory)))
			.contains("The next generation of this daemon has taken over");
		Run failed = launch(jar, "--daemon.command=upgrade", "--spring.main.allow-circular-references=maybe").run();
		assertThat(failed.exitCode()).isEqualTo(1);
		assertThat(failed.stderr()).contains("spring.main.allow-circular-references");
		assertThat(http.json("/actuator/daemon").get("generation").asInt()).isEqualTo(2);
		assertThat(launch(jar, "--daemon.command=stop").run().exitCode()).isZero();
		assertThat(this.directory.resolve("app.pid")).doesNotExist();
		Run stopped = launch(jar, "--daemon.command=upgrade").run();
		assertThat(stopped.exitCode()).isEqualTo(7);
		assertThat(stopped.stderr()).isEqualTo("sample-app is not running\n");
	}

	@Test
	@FullTier
	void isRefusedWithoutSocket() throws IOException {
		Path jar = Sample.JAR;
		Path pidFile = this.directory.resolve("app.pid");
		Sample.daemon(this.sample.launch(jar, this.directory, "--daemon.pid-file=" + pidFile).run());
		Run closed = launch(jar, "--daemon.command=upgrade").run();
		assertThat(closed.exitCode()).isEqualTo(1);
		assertThat(closed.stderr())
			.contains("has no socket that the new generation could inherit: set daemon.upgradable to true");
		Run undeclared = this.sample
			.launch(jar, this.directory, "--daemon.pid-file=" + pidFile, "--daemon.command=upgrade")
			.run();
		assertThat(undeclared.exitCode()).isEqualTo(1);
		assertThat(undeclared.stderr()).contains("set daemon.upgradable to true");
	}

	/**
	 * In a control group that permits less than the daemon has already.
	 */
	@Test
	@FullTier
	@EnabledIfRoot
	void isRefusedWithoutMemory() {
		Sample.daemon(launch(Sample.JAR).run());
		String name = "makedaemon-" + ProcessHandle.current().pid();
		String inGroup = "if [ -e /sys/fs/cgroup/memory ]; then group=/sys/fs/cgroup/memory/" + name
				+ " limit=memory.limit_in_bytes; else group=/sys/fs/cgroup/" + name + " limit=memory.max; fi; "
				+ "mkdir $group && echo 150M >$group/$limit && echo $$ >$group/cgroup.procs || exit 77; \"$@\"; result=$?; "
				+ "echo $$ >${group%/*}/cgroup.procs; rmdir $group; exit $result";
		Run run = launch(Sample.JAR, "--daemon.command=upgrade").shell(inGroup).run();
		assumeThat(run.exitCode()).as("control groups can be made").isNotEqualTo(77);
		assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
		assertThat(run.stderr()).contains("there is not enough memory for two generations at the same time",
				"set daemon.memory-check to false");
	}

	@Test
	@FullTier
	void isRefusedWhenTheJarWasOverwritten() throws IOException {
		Path jar = Files.copy(Sample.JAR, this.directory.resolve("sample-app.jar"));
		Sample.daemon(launch(jar).run());
		Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));
		Run run = launch(jar, "--daemon.command=upgrade").run();
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.stderr()).contains(jar + " was overwritten while process");
	}

	private Launch launch(Path jar, String... arguments) {
		return this.sample
			.launch(jar, this.directory, "--daemon.pid-file=" + this.directory.resolve("app.pid"),
					"--daemon.upgradable=true")
			.args(arguments);
	}

	/**
	 * Clients that ask all the time: one over the same connection as long as it is kept,
	 * and one over a new connection each time.
	 */
	private static final class Clients implements AutoCloseable {

		private final Queue<String> failures = new ConcurrentLinkedQueue<>();

		private final Set<String> answers = ConcurrentHashMap.newKeySet();

		private final AtomicInteger count = new AtomicInteger();

		private final Thread keeping;

		private final Thread closing;

		private volatile boolean ended;

		Clients(int port) {
			HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/")).build();
			HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
			Http http = new Http(port);
			this.keeping = new Thread(
					() -> run(() -> client.send(request, HttpResponse.BodyHandlers.ofString()).body()));
			this.closing = new Thread(() -> run(() -> http.get("/")));
			this.keeping.start();
			this.closing.start();
		}

		private void run(Client client) {
			while (!this.ended) {
				try {
					this.answers.add(client.ask());
					this.count.incrementAndGet();
				}
				catch (IOException | RuntimeException ex) {
					this.failures.add(ex.toString());
				}
				catch (InterruptedException ex) {
					return;
				}
			}
		}

		void awaitAnswersOf(int processes) {
			int before = this.count.get();
			Awaitility.await("answers").until(() -> this.count.get() > before + 20);
			assertThat(this.answers).hasSize(processes);
		}

		Queue<String> end() {
			this.ended = true;
			try {
				this.keeping.join();
				this.closing.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return this.failures;
		}

		@Override
		public void close() {
			end();
		}

	}

	/**
	 * A client that asks once.
	 */
	private interface Client {

		String ask() throws IOException, InterruptedException;

	}

}

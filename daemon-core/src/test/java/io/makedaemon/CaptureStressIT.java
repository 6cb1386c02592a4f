package io.makedaemon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.programs.Flood;
import io.makedaemon.programs.StressProgram;
import io.makedaemon.testsupport.EnduranceTier;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.NumberedLines;
import io.makedaemon.testsupport.ProcessFacts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Captured output under stress: whoever writes never waits for good, and nothing is lost.
 */
class CaptureStressIT {

	private static final int SIGQUIT = 3;

	private static final int LINES = Integer.getInteger("makedaemon.test.lines");

	private static final int DUMPS = 10;

	private static final int TIMEOUT = 30_000;

	private static final int BLOCK = 512;

	/** What has been read is given back when it is so much. */
	private static final long GIVEN_BACK = 16L << 20;

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@Test
	@FullTier
	@JdkSensitive
	void goesOnServingThroughThreadDumpsThatComeWhole() {
		goesOnServingThroughThreadDumpsThatComeWhole(400, 50);
	}

	@FullTier
	@ParameterizedTest(name = "{0} threads, {1} calls deep")
	@CsvSource({ "50, 100", "3000, 20" })
	void goesOnServingThroughThreadDumpsThatComeWhole(int threads, int depth) {
		ProcessFacts daemon = launch("threads=" + threads, "depth=" + depth, "printers=2");
		for (int i = 0; i < DUMPS; i++) {
			daemon.signal("QUIT");
			// Two that are pending are one
			await().until(() -> !daemon.isPending(SIGQUIT));
			assertServes();
		}
		await().untilAsserted(() -> assertThat(dumps()).allMatch((count) -> count == DUMPS).hasSize(threads));
		await().until(() -> occurrences(stdout(), "JNI global refs") == DUMPS);
		assertServes();
		assertThat(NumberedLines.count(stdout())).containsOnlyKeys("printer-0", "printer-1");
	}

	/**
	 * How often each thread is in the dumps. The last line may be still being written.
	 */
	private Stream<Long> dumps() throws IOException {
		try (Stream<String> lines = Files.lines(stdout(), StandardCharsets.ISO_8859_1)) {
			return lines.filter((line) -> line.startsWith("\"idle-") && line.contains(";"))
				.collect(Collectors.groupingBy((line) -> line.substring(0, line.indexOf(';')), Collectors.counting()))
				.values()
				.stream();
		}
	}

	@Test
	@FullTier
	@JdkSensitive
	void goesOnServingWhileNobodyReads() throws Throwable {
		Path pause = Files.createFile(this.directory.resolve("pause"));
		ProcessFacts daemon = launch("-Xlog:gc*,safepoint", "-Xmx64m", "garbage=true", "threads=400", "depth=50",
				"printers=4", "fast=true", "pause=" + pause);
		await().until(() -> captured(daemon, 1) > 2 << 20);
		for (int i = 0; i < DUMPS; i++) {
			daemon.signal("QUIT");
			// Two that are pending are one
			await().until(() -> !daemon.isPending(SIGQUIT));
			assertServes();
		}
		assertThat(Files.size(stdout())).isLessThan(1 << 20);
		Files.delete(pause);
		await().untilAsserted(
				() -> whileStopped(daemon, () -> assertThat(dumps()).allMatch((count) -> count == DUMPS).hasSize(400)));
		await().untilAsserted(() -> whileStopped(daemon, () -> assertThat(NumberedLines.count(stdout())).hasSize(4)));
		whileStopped(daemon, () -> assertThat(occurrences(stdout(), "][info][safepoint")).isPositive());
		assertServes();
	}

	@Test
	@FullTier
	void letsPrintingThreadsWaitWhileNobodyReads() throws Throwable {
		Path pause = Files.createFile(this.directory.resolve("pause"));
		ProcessFacts daemon = launch("printers=2", "fast=true", "pause=" + pause);
		await().until(() -> captured(daemon, 1) > 1 << 20);
		long size = captured(daemon, 1);
		await().during(Duration.ofSeconds(1)).until(() -> captured(daemon, 1) < size + (1 << 18));
		assertServes();
		// But not for good
		await().until(() -> captured(daemon, 1) > size + (1 << 19));
		Files.delete(pause);
		await().until(() -> captured(daemon, 1) > 2 * size);
		whileStopped(daemon,
				() -> assertThat(NumberedLines.count(stdout())).containsOnlyKeys("printer-0", "printer-1"));
	}

	/**
	 * Looks at a file that would otherwise grow faster than it is read.
	 */
	private static void whileStopped(ProcessFacts daemon, ThrowingRunnable look) throws Throwable {
		daemon.signal("STOP");
		try {
			look.run();
		}
		finally {
			daemon.signal("CONT");
		}
	}

	@Test
	@JdkSensitive
	@EnduranceTier
	void losesNothingWhateverWrites() {
		int each = LINES / (2 * Flood.WAYS.size());
		ProcessFacts daemon = launch("flood=" + each);
		await().atMost(Duration.ofMinutes(5))
			.until(() -> tail(stdout()).contains("end of flood") && tail(stderr()).contains("end of flood"));
		assertThat(NumberedLines.count(stdout())).isEqualTo(expected("out", each));
		assertThat(NumberedLines.count(stderr())).isEqualTo(expected("err", each));
		assertServes();
		daemon.kill();
	}

	private static Map<String, Integer> expected(String stream, int each) {
		return Flood.WAYS.stream().collect(Collectors.toMap((way) -> stream + "-" + way, (way) -> each));
	}

	@Test
	@FullTier
	void givesMemoryBackThatHasBeenRead() {
		// Whatever is slow here, nothing is dropped
		ProcessFacts daemon = launch("attr.captureBacklog=" + (1 << 30), "child=head -c 200000000 /dev/zero");
		await().until(() -> tail(stdout()).contains("child has ended"));
		await().until(() -> memory(daemon, 1) <= GIVEN_BACK);
		assertThat(captured(daemon, 1)).isGreaterThan(200_000_000);
		assertThat(sizeOf(stdout())).isEqualTo(captured(daemon, 1));
	}

	@Test
	void dropsTheOldestLinesBeyondTheBacklog() throws IOException {
		Path pause = Files.createFile(this.directory.resolve("pause"));
		ProcessFacts daemon = launch("attr.captureBacklog=" + (4 << 20), "child=seq -f 'child %.0f' 1 4000000",
				"pause=" + pause);
		await().until(() -> captured(daemon, 1) > 50_000_000);
		await().until(() -> memory(daemon, 1) <= GIVEN_BACK + (4 << 20));
		assertServes();
		Files.delete(pause);
		await().until(() -> tail(stdout()).contains("child 4000000\nchild has ended\n"));
		try (Stream<String> lines = Files.lines(stdout())) {
			assertThat(lines.filter((line) -> line.contains("child ")).toList())
				.hasSizeBetween((1 << 20) / "child 4000000\n".length(), 3_000_000)
				.allMatch((line) -> line.matches("child (\\d+|has ended)"));
		}
	}

	@Test
	void canBeOpenedByNameOnlyForAppending() {
		launch("child=echo appended >> /dev/stdout; echo emptied 2>/dev/null > /dev/stderr; echo then; echo err >&2");
		await().until(() -> tail(stdout()).contains("appended\nthen\n") && tail(stderr()).contains("err\n"));
		assertThat(tail(stderr())).doesNotContain("emptied");
	}

	@Test
	void doesNotWakeUpWhenNothingIsPrinted() {
		ProcessFacts daemon = launch("child=echo something");
		await().until(() -> tail(stdout()).contains("child has ended"));
		AtomicLong last = new AtomicLong();
		await().during(Duration.ofSeconds(2)).until(() -> {
			long wakeUps = daemon.wakeUps("daemon-capture") + daemon.wakeUps("copy-stdout");
			return last.getAndSet(wakeUps) == wakeUps;
		});
	}

	private ProcessFacts launch(String... properties) {
		String[] all = Stream
			.concat(Stream.of("stdout=" + stdout(), "stderr=" + stderr(), "attr.startTimeout=PT60S"),
					Arrays.stream(properties))
			.toArray(String[]::new);
		return Programs.daemon(this.programs.program(StressProgram.class, this.directory, all));
	}

	private Path stdout() {
		return this.directory.resolve("stdout");
	}

	private Path stderr() {
		return this.directory.resolve("stderr");
	}

	private void assertServes() {
		int port = Integer.parseInt(Programs.facts(this.directory).getProperty("port"));
		try (Socket socket = new Socket()) {
			socket.setSoTimeout(TIMEOUT);
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT);
			assertThat(socket.getInputStream().read()).isEqualTo('!');
		}
		catch (IOException ex) {
			throw new AssertionError("the daemon does not serve", ex);
		}
	}

	/**
	 * How much was written to a standard stream in all.
	 */
	private long captured(ProcessFacts daemon, int descriptor) {
		return sizeOf(Path.of("/proc/" + daemon.pid() + "/fd/" + descriptor));
	}

	private static long sizeOf(Path file) {
		try {
			return Files.size(file);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * How much memory the kernel keeps for a standard stream.
	 */
	private long memory(ProcessFacts daemon, int descriptor) {
		String blocks = this.programs.processes()
			.program("stat")
			.args("-L", "-c", "%b", "/proc/" + daemon.pid() + "/fd/" + descriptor)
			.run()
			.stdout();
		return Long.parseLong(blocks.strip()) * BLOCK;
	}

	private static long occurrences(Path file, String text) throws IOException {
		try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
			return lines.filter((line) -> line.contains(text)).count();
		}
	}

	/**
	 * The end of a file.
	 */
	private static String tail(Path file) {
		try (SeekableByteChannel channel = Files.newByteChannel(file)) {
			channel.position(Math.max(0, channel.size() - BLOCK));
			ByteBuffer bytes = ByteBuffer.allocate(2 * BLOCK);
			channel.read(bytes);
			return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			return "";
		}
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofMinutes(2));
	}

}

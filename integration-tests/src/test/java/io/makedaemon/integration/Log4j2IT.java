package io.makedaemon.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A user's application that logs by Log4j2 has all that one has which logs by Logback.
 */
class Log4j2IT {

	private static final String CONSOLES = """
			<Configuration monitorInterval="1">
				<Appenders>
					<Console name="CONSOLE"><PatternLayout pattern="printed: %%m%%n"/></Console>
					<Console name="FOLLOW" follow="true"><PatternLayout pattern="printed: %%m%%n"/></Console>
					<Console name="DIRECT" direct="true" target="SYSTEM_ERR"><PatternLayout pattern="printed: %%m%%n"/></Console>
					<Async name="ASYNC"><AppenderRef ref="FOLLOW"/></Async>
					<Routing name="ROUTING">
						<Routes pattern="$${ctx:stream}">
							<Route><Console name="MADE"><PatternLayout pattern="printed: %%m%%n"/></Console></Route>
						</Routes>
					</Routing>
					<Failover name="FAILOVER" primary="DIRECT"><Failovers><AppenderRef ref="CONSOLE"/></Failovers></Failover>
					<File name="FILE" fileName="%s"><PatternLayout pattern="%s%%c %%X{stream}: %%m%%n"/></File>
				</Appenders>
				<Loggers>
					<Root level="INFO">
						<AppenderRef ref="CONSOLE"/>
						<AppenderRef ref="ASYNC"/>
						<AppenderRef ref="ROUTING"/>
						<AppenderRef ref="FAILOVER"/>
						%s
					</Root>
				</Loggers>
			</Configuration>
			""";

	private static final String FILE = "<AppenderRef ref=\"FILE\"/>";

	private static final Pattern CAPTURED = Pattern.compile("stdout *: out-ticker (\\d+)\\R");

	private static final Pattern MISSING = Pattern.compile(
			"(\\d+) lines of the daemon's stdout are missing here, because they could not be written \\(\\d+ since its start\\)\n");

	@RegisterExtension
	final Guest guest = new Guest();

	@TempDir
	Path directory;

	@Test
	void logsWhatIsPrintedFromTheBeginningToTheEnd() throws IOException {
		Path log = this.directory.resolve("ledger.log");
		ProcessFacts daemon = daemon(launch("-Dledger.late-hook=true").args("--ledger.ticker=true"), log);
		await(log, ": out-ticker 20\n");
		Path old = Files.move(log, this.directory.resolve("old.log"));
		daemon.signal("HUP");
		await(log, "The log file " + log + " was reopened\n");
		Awaitility.await("meter").atMost(Guest.TIMEOUT).until(() -> lines(log, "meters +: \\d{2,} lines").size() == 1);
		daemon.signal("TERM");
		this.guest.processes().awaitNone();
		assertThat(numbers(Guest.read(old) + Guest.read(log))).hasSizeGreaterThan(20);
		assertThat(lines(log, ".*: printed by another hook")).hasSize(1);
		assertThat(lines(log,
				".* INFO " + daemon.pid() + " --- \\[stdout\\] daemon.stdout : printed when the log was closed"))
			.hasSize(1);
		assertThat(lines(log,
				".* WARN " + daemon.pid() + " --- \\[stderr\\] daemon.stderr : an error when the log was closed"))
			.hasSize(1);
	}

	/**
	 * By Log4j2 itself, before Spring Boot does so, and again when the file changes.
	 */
	@Test
	@FullTier
	void printsNothingWhateverIsConfigured() throws IOException {
		Path log = this.directory.resolve("own.log");
		Path file = configuration(CONSOLES.formatted(log, "", FILE));
		daemon(launch("-Dlog4j2.configurationFile=" + file).args("--ledger.ticker=true"), log);
		assertNothingIsPrinted(log);
		Path other = Files.writeString(this.directory.resolve("other.xml"), CONSOLES.formatted(log, "second ", FILE));
		Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
		await(log, "second ticker : ");
		assertNothingIsPrinted(log);
	}

	@Test
	@FullTier
	void losesNothingWhileItIsInitialisedAgain() throws IOException {
		Path log = this.directory.resolve("own.log");
		Path file = configuration(CONSOLES.formatted(log, "", FILE));
		daemon(launch().args("--ledger.ticker=true", "--ledger.reconfiguration=true", "--logging.config=" + file), log);
		assertNothingIsPrinted(log);
	}

	/**
	 * Neither now nor while the application goes on logging.
	 */
	private static void assertNothingIsPrinted(Path log) {
		int ticks = count(log, "ticker : tick ");
		Awaitility.await("ticks").atMost(Guest.TIMEOUT).until(() -> count(log, "ticker : tick ") > ticks + 100);
		assertThat(Guest.read(log)).doesNotContain("printed: ", "daemon.stderr");
		assertThat(numbers(Guest.read(log))).isNotEmpty();
	}

	/**
	 * With Spring Boot's own appender.
	 */
	@Test
	@FullTier
	void logsToTheFileThatIsAnnouncedWhenOnlyTheConsoleIsConfigured() throws IOException {
		Path file = configuration(CONSOLES.formatted(this.directory.resolve("unused.log"), "", ""));
		Path log = this.directory.resolve("ledger.log");
		daemon(launch().args("--ledger.ticker=true", "--logging.config=" + file), log);
		await(log, ": out-ticker 100\n");
		assertThat(numbers(Guest.read(log))).isNotEmpty();
		assertThat(log).content().contains(" INFO ", ": Started LedgerApplication");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = { "/dev/stdout", "configured stdout", "nobody's" })
	void isRefusedIfTheLogCannotBeUsed(String kind) throws IOException {
		boolean opened = !kind.equals("nobody's");
		Path file = opened ? Path.of("/dev/stdout")
				: Files.createFile(this.directory.resolve("file")).resolve("own.log");
		Launch launch = kind.startsWith("configured")
				? launch().args("--logging.config=" + configuration(CONSOLES.formatted(file, "", FILE)))
				: launch().args("--logging.file.name=" + file);
		Run run = launch.run();
		assertThat(run.exitCode()).as(run::toString).isEqualTo(1);
		assertThat(run.stderr())
			.startsWith("The log file " + file + " cannot be " + (opened ? "used" : "opened") + ": ");
		this.guest.processes().awaitNone();
	}

	@Test
	@FullTier
	void endsLoopWhenAnAppenderPrintsOnAnotherThread() throws IOException {
		Path log = this.directory.resolve("ledger.log");
		daemon(launch().args("--ledger.appender=echo", "--ledger.child=echo first"), log);
		Pattern said = Pattern.compile("An appender \\(TROUBLE\\) prints lines .*: echo of ");
		Awaitility.await("end of the loop").atMost(Guest.TIMEOUT).until(() -> said.matcher(Guest.read(log)).find());
		AtomicLong size = new AtomicLong();
		Awaitility.await("nothing more")
			.atMost(Guest.TIMEOUT)
			.during(Duration.ofSeconds(2))
			.until(() -> size.getAndSet(Files.size(log)) == size.get());
	}

	@Test
	@FullTier
	void goesOnWhenAnAppenderFails() throws IOException {
		Path log = this.directory.resolve("ledger.log");
		daemon(launch().args("--ledger.appender=poison",
				"--ledger.child=echo before; echo poison; echo poison; echo after"), log);
		await(log, "stdout are missing here, because they could not be written (2 since its start)");
		assertThat(log).content().contains(": before\n", ": after\n");
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void goesOnAfterFullDiskAndSaysHowMuchIsMissing() throws IOException {
		assumeThat(this.guest.processes().program("unshare").args("-m", "true").run().exitCode())
			.as("file systems can be mounted")
			.isZero();
		Path disk = Files.createDirectory(this.directory.resolve("disk"));
		Path name = disk.resolve("ledger.log");
		ProcessFacts daemon = daemon(launch().args("--ledger.ticker=true", "--logging.file.name=" + name)
			.shell("exec unshare -m /bin/sh -c 'mount -t tmpfs -o size=1m none " + disk + " && exec \"$@\"' sh \"$@\""),
				name);
		Path mounted = Path.of("/proc/" + daemon.pid() + "/root" + disk);
		Path log = mounted.resolve("ledger.log");
		await(log, ": out-ticker 20\n");
		Path filler = mounted.resolve("filler");
		this.guest.processes().program("sh").args("-c", "head -c 2m /dev/zero >" + filler + " || true").run();
		long size = Files.size(log);
		Awaitility.await("log is full")
			.atMost(Guest.TIMEOUT)
			.during(Duration.ofSeconds(2))
			.until(() -> Files.size(log) < size + 8192);
		Files.delete(filler);
		Awaitility.await("the log goes on").atMost(Guest.TIMEOUT).untilAsserted(() -> assertWhole(Guest.read(log)));
		assertThat(daemon.isAlive()).isTrue();
		assertThat(log).content().doesNotContain("d.stderr");
	}

	/**
	 * The log says how many lines are missing, and all others are there. A line may count
	 * as missing that was written while another one could not be.
	 */
	private static void assertWhole(String log) {
		List<Integer> numbers = CAPTURED.matcher(log)
			.results()
			.map((result) -> Integer.valueOf(result.group(1)))
			.toList();
		int missing = MISSING.matcher(log).results().mapToInt((result) -> Integer.parseInt(result.group(1))).sum();
		int gap = numbers.get(numbers.size() - 1) - numbers.size();
		assertThat(missing).isPositive().isBetween(gap, gap + 2);
	}

	private Path configuration(String text) throws IOException {
		return Files.writeString(this.directory.resolve("log4j2-own.xml"), text);
	}

	/**
	 * Return the numbers of the lines, which none is missing of.
	 */
	private static List<Integer> numbers(String text) {
		List<Integer> numbers = CAPTURED.matcher(text)
			.results()
			.map((result) -> Integer.valueOf(result.group(1)))
			.toList();
		assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, numbers.size()).boxed().toList());
		return numbers;
	}

	private static List<String> lines(Path log, String pattern) {
		return Guest.read(log).lines().filter((line) -> Pattern.compile(pattern).matcher(line).find()).toList();
	}

	private static int count(Path log, String text) {
		return Guest.read(log).split(text, -1).length - 1;
	}

	private static void await(Path log, String text) {
		Awaitility.await(text).atMost(Guest.TIMEOUT).until(() -> Guest.read(log).contains(text));
	}

	/**
	 * Start one, whose log is where the command says.
	 */
	private ProcessFacts daemon(Launch launch, Path log) {
		Run run = launch.run();
		assertThat(run.exitCode()).as(run::toString).isZero();
		assertThat(run.stdout()).startsWith("ledger is ready after ").endsWith(", log file " + log + "\n");
		return this.guest.processes().daemon();
	}

	private Launch launch(String... jvmOptions) {
		return this.guest.launch(Guest.consumer("boot-4.1/ledger/target/ledger.jar"), this.directory, jvmOptions)
			.args("--daemon.pid-file=" + this.directory.resolve("ledger.pid"));
	}

}

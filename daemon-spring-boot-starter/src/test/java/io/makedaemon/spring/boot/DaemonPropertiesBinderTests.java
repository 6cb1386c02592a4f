package io.makedaemon.spring.boot;

import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.PropertySource;
import org.springframework.util.unit.DataSize;

import io.makedaemon.Capability;
import io.makedaemon.DaemonSignal;
import io.makedaemon.spring.boot.DaemonProperties.CaptureProperties;
import io.makedaemon.spring.boot.DaemonProperties.DumpProperties;
import io.makedaemon.spring.boot.DaemonProperties.FileProperties;
import io.makedaemon.spring.boot.DaemonProperties.LimitProperties;
import io.makedaemon.spring.boot.DaemonProperties.LimitsProperties;
import io.makedaemon.spring.boot.DaemonProperties.LogProperties;
import io.makedaemon.spring.boot.DaemonProperties.SocketProperties;
import io.makedaemon.spring.boot.DaemonProperties.StderrProperties;
import io.makedaemon.spring.boot.DaemonProperties.StatusProperties;
import io.makedaemon.spring.boot.DaemonProperties.SuperviseProperties;
import io.makedaemon.spring.boot.DaemonProperties.StdoutProperties;
import io.makedaemon.spring.boot.DaemonProperties.UnitProperties;
import io.makedaemon.spring.boot.command.DaemonCommand;
import io.makedaemon.spring.boot.command.StatusFormat;
import io.makedaemon.spring.boot.diagnostics.FailureText;
import io.makedaemon.spring.boot.diagnostics.UnknownDaemonPropertiesException;
import io.makedaemon.spring.boot.unit.UnitFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link DaemonPropertiesBinder}: what is bound from where, and what is refused.
 */
class DaemonPropertiesBinderTests {

	private static final LimitProperties NO_LIMIT = new LimitProperties(null, null);

	private static final LimitsProperties NO_LIMITS = new LimitsProperties(NO_LIMIT, NO_LIMIT);

	private static final CaptureProperties DEFAULT_CAPTURE = new CaptureProperties(DataSize.ofKilobytes(64), true,
			DataSize.ofMegabytes(128), new StdoutProperties("daemon.stdout", Level.INFO),
			new StderrProperties("daemon.stderr", Level.WARN));

	private static final StatusProperties TEXT = new StatusProperties(StatusFormat.TEXT);

	private static final LogProperties LOG = new LogProperties(50, false);

	private static final UnitProperties SYSTEMD = new UnitProperties(UnitFormat.SYSTEMD);

	private static final DumpProperties THREADS = new DumpProperties(null);

	private static final SuperviseProperties ALONE = new SuperviseProperties(SuperviseMode.NO, Duration.ofSeconds(1),
			Duration.ofSeconds(60), Duration.ofSeconds(60), 5, Duration.ofMinutes(10), List.of(), Duration.ZERO);

	private static final DaemonProperties DEFAULTS = new DaemonProperties(DaemonMode.TRUE, null, true, DEFAULT_CAPTURE,
			List.of(), false, List.of(), null, "027", Duration.ofSeconds(90), false, null, List.of(), List.of(), null,
			null, List.of(), false, NO_LIMITS, null, TEXT, LOG, SYSTEMD, THREADS, ALONE, null, Duration.ofSeconds(10),
			true, true, true, null);

	private static final List<StandardOpenOption> DEFAULT_OPEN = List.of(StandardOpenOption.READ,
			StandardOpenOption.WRITE, StandardOpenOption.CREATE);

	private final TestEnvironment environment = new TestEnvironment();

	@Test
	void hasDefaultsWhenNothingIsSet() {
		assertThat(bind()).isEqualTo(DEFAULTS);
	}

	/**
	 * The defaults of the metadata.
	 */
	@Test
	void hasTheDefaultsThatAreDocumented() {
		assertThat(new Binder().bindOrCreate("daemon", DaemonProperties.class)).isEqualTo(DEFAULTS);
	}

	/**
	 * As a variable of the environment is that was set to nothing.
	 */
	@Test
	void hasDefaultsForWhatIsEmptyAndNoText() {
		this.environment.variable("DAEMON_ENABLED", "")
			.variable("DAEMON_CAPTUREOUTPUT", "")
			.variable("DAEMON_STARTTIMEOUT", "")
			.variable("DAEMON_QUIET", "")
			.variable("DAEMON_SIGNALS", "")
			.variable("DAEMON_COMMAND", "")
			.variable("DAEMON_STOPTIMEOUT", "");
		assertThat(bind()).isEqualTo(DEFAULTS);
	}

	@Test
	void hasDefaultsForTheRestOfGroups() {
		this.environment.arguments("--daemon.capture.stderr.level=error", "--daemon.limits.core.soft=0");
		assertThat(bind().capture()).isEqualTo(new CaptureProperties(DataSize.ofKilobytes(64), true,
				DataSize.ofMegabytes(128), new StdoutProperties("daemon.stdout", Level.INFO),
				new StderrProperties("daemon.stderr", Level.ERROR)));
		assertThat(bind().limits()).isEqualTo(new LimitsProperties(NO_LIMIT, new LimitProperties("0", null)));
	}

	@Test
	void bindsFromSourceThatCannotBeListed() {
		this.environment.getPropertySources().addFirst(new PropertySource<>("opaque") {

			@Override
			public @Nullable Object getProperty(String name) {
				return switch (name) {
					case "daemon.umask" -> "077";
					case "daemon.capture.stdout.level" -> "debug";
					case "daemon.signals[0]" -> "usr1";
					default -> null;
				};
			}

		});
		DaemonProperties properties = bind();
		assertThat(properties.umask()).isEqualTo("077");
		assertThat(properties.capture().stdout().level()).isEqualTo(Level.DEBUG);
		assertThat(properties.signals()).containsExactly(DaemonSignal.USR1);
	}

	@Test
	void resolvesPlaceholders() {
		this.environment.systemProperty("user.name", "jane")
			.arguments("--daemon.pid-file=${user.name}.pid", "--daemon.start-timeout=${missing:5m}");
		assertThat(bind().pidFile()).isEqualTo("jane.pid");
		assertThat(bind().startTimeout()).isEqualTo(Duration.ofMinutes(5));
	}

	@Test
	void hasOtherDefaultsWhenOnePropertyIsSet() {
		this.environment.arguments("--daemon.umask=077");
		assertThat(bind()).isEqualTo(new DaemonProperties(DaemonMode.TRUE, null, true, DEFAULT_CAPTURE, List.of(),
				false, List.of(), null, "077", Duration.ofSeconds(90), false, null, List.of(), List.of(), null, null,
				List.of(), false, NO_LIMITS, null, TEXT, LOG, SYSTEMD, THREADS, ALONE, null, Duration.ofSeconds(10),
				true, true, true, null));
	}

	@Test
	void bindsEveryProperty() {
		this.environment.yaml("daemon:", "  enabled: false", "  program-name: example", "  capture-output: false",
				"  capture:", "    max-line-length: 1KB", "    group-stack-traces: false", "    max-backlog: 1GB",
				"    stdout:", "      logger: out", "      level: debug", "    stderr:", "      logger: err",
				"      level: error", "  files:", "    - path: example.lock", "      open: [ write, create-new ]",
				"      lock: true", "    - path: /etc/example.conf", "  upgradable: true", "  sockets:",
				"    - name: admin", "      address: 127.0.0.1:8081", "      backlog: 50", "      accept: started",
				"    - name: file", "      address: /run/orders.sock", "  working-directory: work", "  umask: \"077\"",
				"  start-timeout: 2m", "  quiet: true", "  pid-file: run/a.pid", "  signals: usr1, USR2",
				"  jvm-options:", "    - -Xmx64m", "    - -Dlist=a,b", "  user: orders", "  group: 1000",
				"  capabilities: [ net-bind-service ]", "  no-new-privileges: true", "  limits:", "    nofile:",
				"      soft: 1024", "      hard: unlimited", "    core:", "      soft: 0", "      hard: 1GB",
				"  command: force-stop", "  status:", "    format: json", "  log:", "    lines: 7", "    follow: true",
				"  unit:", "    format: cron", "  dump:", "    heap: heap.hprof", "  supervise:", "    mode: always",
				"    delay: 2", "    max-delay: 20s", "    stable-after: 3m", "    max-failures: 4",
				"    failures-within: 5h", "    ignore-exit-codes: 6, 7", "    liveness: 30s", "  stop-timeout: 3m",
				"  drain-timeout: 20s", "  memory-check: false", "  hold-schedulers: false", "  hold-listeners: false",
				"  cache-directory: cache");
		assertThat(bind()).isEqualTo(new DaemonProperties(DaemonMode.FALSE, "example", false,
				new CaptureProperties(DataSize.ofKilobytes(1), false, DataSize.ofGigabytes(1),
						new StdoutProperties("out", Level.DEBUG), new StderrProperties("err", Level.ERROR)),
				List.of(new FileProperties("example.lock",
						List.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), true),
						new FileProperties("/etc/example.conf", DEFAULT_OPEN, false)),
				true,
				List.of(new SocketProperties("admin", "127.0.0.1:8081", 50, SocketAccept.STARTED),
						new SocketProperties("file", "/run/orders.sock", 0, SocketAccept.READY)),
				"work", "077", Duration.ofMinutes(2), true, "run/a.pid", List.of(DaemonSignal.USR1, DaemonSignal.USR2),
				List.of("-Xmx64m", "-Dlist=a,b"), "orders", "1000", List.of(Capability.NET_BIND_SERVICE), true,
				new LimitsProperties(new LimitProperties("1024", "unlimited"), new LimitProperties("0", "1GB")),
				DaemonCommand.FORCE_STOP, new StatusProperties(StatusFormat.JSON), new LogProperties(7, true),
				new UnitProperties(UnitFormat.CRON), new DumpProperties("heap.hprof"),
				new SuperviseProperties(SuperviseMode.ALWAYS, Duration.ofSeconds(2), Duration.ofSeconds(20),
						Duration.ofMinutes(3), 4, Duration.ofHours(5), List.of(6, 7), Duration.ofSeconds(30)),
				Duration.ofMinutes(3), Duration.ofSeconds(20), false, false, false, "cache"));
	}

	@ParameterizedTest
	@CsvSource({ "on-failure, ON_FAILURE", "ALWAYS, ALWAYS", "no, NO", "'', NO" })
	void bindsModeOfSupervisionAtItsShortPlace(String value, SuperviseMode mode) {
		this.environment.yaml("daemon:", "  supervise: " + value, "  supervise.liveness: 5s");
		assertThat(bind().supervise().mode()).isEqualTo(mode);
		assertThat(bind().supervise().liveness()).isEqualTo(Duration.ofSeconds(5));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			delay=0                     | it must be between 1ms and 365d
			delay=-1s                   | it must be between 1ms and 365d
			delay=1000000000d           | it must be between 1ms and 365d
			delay=2m                    | it must not be longer than daemon.supervise.max-delay
			max-delay=10ms              | it must not be shorter than daemon.supervise.delay
			stable-after=-1s            | it must be between 0ms and 365d
			failures-within=0           | it must be between 1ms and 365d
			max-failures=0              | it must be at least 1
			ignore-exit-codes=3,256     | an exit code is a number between 0 and 255
			ignore-exit-codes=-1        | an exit code is a number between 0 and 255
			liveness=1ms                | it must be at least 1s, or 0
			liveness=366d               | it must be between 0ms and 365d
			mode=sometimes              | it must be no, on-failure or always
			""")
	void rejectsWhatNoSupervisorCanDo(String argument, String reason) {
		this.environment.arguments("--daemon.supervise." + argument);
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(bindCall())
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("daemon.supervise." + argument.split("=", -1)[0]);
				assertThat(ex.getReason()).isEqualTo(reason);
			});
	}

	@Test
	void rejectsSupervisionWithoutAMode() {
		this.environment.arguments("--daemon.supervise");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(bindCall())
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo("it must be no, on-failure or always"));
	}

	@Test
	void bindsRelaxedNamesFromEverySource() {
		this.environment
			.yaml("daemon:", "  startTimeout: 5s", "  files:", "    - path: example.lock",
					"      open: CREATE_NEW,Write")
			.variable("DAEMON_CAPTUREOUTPUT", "false")
			.variable("DAEMON_JVMOPTIONS_0", "-Xmx64m")
			.systemProperty("daemon.program_name", "example")
			.arguments("--daemon.workingDirectory=/var");
		DaemonProperties properties = bind();
		assertThat(properties.startTimeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(properties.files().get(0).open()).containsExactly(StandardOpenOption.CREATE_NEW,
				StandardOpenOption.WRITE);
		assertThat(properties.captureOutput()).isFalse();
		assertThat(properties.jvmOptions()).containsExactly("-Xmx64m");
		assertThat(properties.programName()).isEqualTo("example");
		assertThat(properties.workingDirectory()).isEqualTo("/var");
	}

	@ParameterizedTest
	@CsvSource({ "true, TRUE", "on, TRUE", "false, FALSE", "force, FORCE", "Force, FORCE" })
	void bindsWhetherItIsEnabled(String value, DaemonMode mode) {
		this.environment.yaml("daemon.enabled: " + value);
		assertThat(bind().enabled()).isEqualTo(mode);
	}

	@Test
	void rejectsWhatIsNoModeWithAllThatThereAre() {
		this.environment.arguments("--daemon.enabled=perhaps");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(bindCall())
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo("it must be true, false or force"));
	}

	@Test
	void takesTimeoutWithoutUnitForSeconds() {
		this.environment.arguments("--daemon.start-timeout=30");
		assertThat(bind().startTimeout()).isEqualTo(Duration.ofSeconds(30));
		this.environment.systemProperty("daemon.stop-timeout", "5");
		assertThat(bind().stopTimeout()).isEqualTo(Duration.ofSeconds(5));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " " })
	void keepsEmptyPidFileWhichMeansNone(String value) {
		this.environment.arguments("--daemon.pid-file=" + value);
		assertThat(bind().pidFile()).isEqualTo(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "force-stop", "FORCE_STOP", "forceStop", "Force-Stop" })
	void bindsRelaxedCommand(String command) {
		this.environment.arguments("--daemon.command=" + command);
		assertThat(bind().command()).isEqualTo(DaemonCommand.FORCE_STOP);
	}

	@Test
	void bindsFilesFromCommandLineWhenYamlHasOthers() {
		this.environment.arguments("--daemon.files[0].path=other.lock")
			.yaml("daemon:", "  files:", "    - path: example.lock", "      open: [ read, write, create ]",
					"      lock: true", "    - path: second");
		List<FileProperties> files = bind().files();
		assertThat(files).extracting(FileProperties::path).containsExactly("other.lock");
		assertThat(files.get(0).open()).isEqualTo(DEFAULT_OPEN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "daemon.startup-timeout", "daemon.stage", "daemon.files[0].pth", "daemon.umask.value",
			"daemon.files.path.x", "daemon.stdout.level", "daemon", "daemon.files.path", "daemon.umask[0]",
			"daemon.files[0][1].path", "daemon.signals[0].x" })
	void rejectsUnknownKeyWhereverItIsStrict(String key) {
		this.environment.arguments("--" + key + "=1");
		assertUnknown(key, "\"" + key + "\" from property source \"commandLineArgs\"");
	}

	@Test
	void rejectsUnknownKeyOfYaml() {
		this.environment.yaml("spring.application.name: x", "daemon:", "  enabled: true", "  programname: fine",
				"  fiels:", "    - path: a");
		assertUnknown("daemon.fiels[0].path", "application.yml] - 6:13");
	}

	@Test
	void rejectsUnknownSystemProperty() {
		this.environment.systemProperty("daemon.workdir", "/var");
		assertUnknown("daemon.workdir", "\"daemon.workdir\" from property source \"systemProperties\"");
	}

	/**
	 * As when all that was below them is a comment now.
	 */
	@Test
	void knowsGroupsWithNothingInThem() {
		DaemonProperties defaults = bind();
		this.environment.yaml("daemon:", "  capture:", "  limits:");
		assertThat(bind()).isEqualTo(defaults);
	}

	@ParameterizedTest
	@CsvSource({ "daemon.pid-fiel, daemon.pid-file", "daemon.capture.stdotu.logger, daemon.capture.stdout.logger",
			"daemon.files[2].pth, daemon.files[2].path", "daemon.jvm-optoins[0], daemon.jvm-options[0]",
			"daemon.nonsense, ''" })
	void tellsWhichKeyWasProbablyMeant(String key, String meant) {
		this.environment.arguments("--" + key + "=x");
		assertThatExceptionOfType(UnknownDaemonPropertiesException.class).isThrownBy(bindCall())
			.satisfies((ex) -> assertThat(FailureText.of(ex, null)).startsWith(
					"There is no property " + key + " (\"" + key + "\" from property source \"commandLineArgs\")."
							+ (meant.isEmpty() ? "\n" : " Did you mean " + meant + "?\n")));
	}

	@Test
	void takesOptionWithoutValueForTrue() {
		this.environment.yaml("daemon:", "  memory-check: false");
		this.environment.arguments("--daemon.quiet", "--daemon.log.follow", "--daemon.no-new-privileges",
				"--daemon.memory-check");
		this.environment.systemProperty("daemon.upgradable", "");
		DaemonProperties properties = bind();
		assertThat(properties.quiet()).isTrue();
		assertThat(properties.log()).isEqualTo(new LogProperties(50, true));
		assertThat(properties.noNewPrivileges()).isTrue();
		assertThat(properties.memoryCheck()).isTrue();
		assertThat(properties.upgradable()).isTrue();
	}

	@Test
	void takesEmptyValueElsewhereForTheDefault() {
		this.environment.variable("DAEMON_QUIET", "").yaml("daemon:", "  upgradable:", "  capture-output: ''");
		assertThat(bind()).isEqualTo(DEFAULTS);
	}

	@Test
	void rejectsLockWithoutValue() {
		this.environment.arguments("--daemon.files[0].path=a", "--daemon.files[0].lock");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(bindCall())
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo("it must be true or false"));
	}

	@Test
	void rejectsNegativeNumberOfLines() {
		this.environment.arguments("--daemon.log.lines=-1");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(bindCall())
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("daemon.log.lines"));
	}

	@Test
	void tellsWhichCommandWasProbablyMeant() {
		this.environment.arguments("--daemon.command=strat");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(bindCall())
			.satisfies((ex) -> assertThat(ex.getReason()).endsWith("; did you mean start?"));
	}

	@Test
	void namesAllUnknownKeysAtOnce() {
		this.environment.arguments("--daemon.a=1").yaml("daemon:", "  b: 2");
		assertThatExceptionOfType(UnboundConfigurationPropertiesException.class).isThrownBy(bindCall())
			.satisfies((ex) -> assertThat(ex.getUnboundProperties()).extracting((p) -> p.getName().toString())
				.containsExactly("daemon.a", "daemon.b"));
	}

	@Test
	void ignoresEnvironmentVariablesOfOthers() {
		this.environment.variable("DAEMON_HOME", "/opt/daemon").variable("DAEMON", "x").variable("DAEMONX", "x");
		assertThat(bind()).isEqualTo(DEFAULTS);
	}

	@Test
	void ignoresOtherPropertiesThatBeginAlike() {
		this.environment.arguments("--daemonize=true", "--my.daemon.foo=1", "--logging.level.daemon.stdout=WARN");
		assertThat(bind()).isEqualTo(DEFAULTS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "027", "77", "0" })
	void rejectsUmaskThatYamlHasReadAsNumber(String umask) {
		this.environment.yaml("daemon:", "  umask: " + umask);
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(bindCall())
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("daemon.umask"))
			.satisfies((ex) -> assertThat(ex.getReason()).contains("quotes", "\"027\""));
	}

	@Test
	void takesUmaskOfCommandLineWhenYamlHasNumber() {
		this.environment.arguments("--daemon.umask=022").yaml("daemon:", "  umask: 027");
		assertThat(bind().umask()).isEqualTo("022");
	}

	@ParameterizedTest
	@ValueSource(strings = { "daemon.files[0].open=often", "daemon.capture-output=maybe", "daemon.files[0].lock=2",
			"daemon.signals=usr9", "daemon.limits=1", "daemon.capture=x", "daemon.files[1]=x",
			"daemon.capture.max-backlog=much", "daemon.capture.stdout.level=loud", "daemon.capabilities=fly" })
	void rejectsValueOfWrongType(String property) {
		this.environment.arguments("--daemon.files[0].path=x", "--" + property);
		String key = property.substring(0, property.indexOf('='));
		assertInvalid(key, property.substring(property.indexOf('=') + 1), "");
	}

	@ParameterizedTest
	@ValueSource(strings = { "daemon.signals", "daemon.capabilities", "daemon.jvm-options", "daemon.files[0].open" })
	void rejectsEmptyElementOfList(String key) {
		this.environment.arguments("--daemon.files[0].path=x", "--" + key + "= ,");
		assertInvalid(key, " ,", "an element of the list is empty");
	}

	/**
	 * It is there always, and can mean nothing else.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "hup", "usr1,HUP" })
	void rejectsSignalThatIsNoEvent(String signals) {
		this.environment.variable("DAEMON_SIGNALS", signals);
		assertInvalid("daemon.signals", signals, "usr1 or usr2");
	}

	@Test
	void rejectsPlaceholderThatHasNoEnd() {
		this.environment.arguments("--daemon.user=${daemon.user}");
		assertInvalid("daemon.user", "${daemon.user}", "placeholders");
	}

	@ParameterizedTest
	@ValueSource(strings = { "daemon.start-timeout", "daemon.stop-timeout" })
	void rejectsTimeThatIsNone(String key) {
		this.environment.arguments("--" + key + "=soon");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(bindCall())
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo(key))
			.satisfies((ex) -> assertThat(ex.getReason()).contains("90s"));
	}

	@Test
	void rejectsUnknownCommandAndNamesAll() {
		this.environment.arguments("--daemon.command=halt");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(bindCall())
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("daemon.command"))
			.satisfies((ex) -> assertThat(DaemonCommand.values()).allSatisfy((command) -> assertThat(ex.getReason())
				.contains(command.name().toLowerCase(Locale.ROOT).replace('_', '-'))));
	}

	private void assertInvalid(String key, String value, String reason) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(bindCall())
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo(key);
				assertThat(ex.getValue()).isEqualTo(value);
				assertThat(ex.getReason()).contains(reason).isNotBlank();
			});
	}

	private void assertUnknown(String key, String origin) {
		assertThatExceptionOfType(UnboundConfigurationPropertiesException.class).isThrownBy(bindCall())
			.satisfies((ex) -> {
				assertThat(ex.getUnboundProperties()).hasSize(1);
				ConfigurationProperty property = ex.getUnboundProperties().iterator().next();
				assertThat(property.getName()).hasToString(key);
				assertThat(String.valueOf(property.getOrigin())).endsWith(origin);
			});
	}

	private ThrowingCallable bindCall() {
		return this::bind;
	}

	private DaemonProperties bind() {
		return new DaemonPropertiesBinder(this.environment).bind();
	}

}

package io.makedaemon.spring.boot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import io.makedaemon.Capability;
import io.makedaemon.AttrValues;
import io.makedaemon.DaemonFile;
import io.makedaemon.DaemonSignal;
import io.makedaemon.DaemonSocket;
import io.makedaemon.Resource;
import io.makedaemon.prepare.Preparation;
import io.makedaemon.spring.boot.logging.LogFileLocation;
import io.makedaemon.spring.boot.logging.CaptureSettings;
import io.makedaemon.spring.boot.logging.CaptureSettings.StreamSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link DaemonAttrFactory}: every property has its option, and a bad value its
 * property's name.
 */
class DaemonAttrFactoryTests {

	private static final WorkingDirectory ANYWHERE = new WorkingDirectory(null, null, List.of());

	@Test
	void createsOptionsOfDefaults() {
		AttrValues attr = create("example");
		assertThat(attr.programName()).isEqualTo("example");
		assertThat(attr.captureOutput()).isTrue();
		assertThat(attr.captureBacklog()).isEqualTo(128L << 20);
		assertThat(attr.files()).isEmpty();
		assertThat(attr.workingDirectory()).isNull();
		assertThat(attr.umask()).isEqualTo(027);
		assertThat(attr.startTimeout()).isEqualTo(Duration.ofSeconds(90));
		assertThat(attr.jvmOptions()).isEmpty();
		assertThat(attr.signals()).containsExactly(DaemonSignal.HUP);
		assertThat(attr.logDirectory()).isEqualTo(Path.of("/logs"));
		assertThat(attr.logFile()).isEqualTo(Path.of("/logs/example.log"));
		assertThat(attr.softLimits()).isEmpty();
		assertThat(attr.hardLimits()).isEmpty();
		assertThat(attr.user()).isEmpty();
		assertThat(attr.group()).isEmpty();
		assertThat(attr.capabilities()).isEmpty();
		assertThat(attr.showProgress()).isTrue();
		assertThat(attr.pidFile()).isEqualTo(Path.of("/run/example.pid"));
	}

	@Test
	void runsWhatWasPrepared() {
		AttrValues attr = new AttrValues(factory("--daemon.jvm-options=-Xmx64m").create("example",
				new LogFileLocation(new TestEnvironment(), Path.of("/logs"), "example"), ANYWHERE, null, "",
				new Preparation(Path.of("/cache/app.jar"), "-XX:SharedArchiveFile=/cache/classes.jsa")));
		assertThat(attr.jar()).isEqualTo(Path.of("/cache/app.jar"));
		assertThat(attr.jvmOptions()).containsExactly("-Xmx64m", "-XX:SharedArchiveFile=/cache/classes.jsa");
	}

	@Test
	void createsOptionsOfProperties() {
		AttrValues attr = create("example", "--daemon.capture-output=false", "--daemon.capture.max-backlog=2MB",
				"--daemon.working-directory=work", "--daemon.umask=0", "--daemon.start-timeout=0",
				"--daemon.quiet=true", "--daemon.jvm-options=-Xmx64m,-Xss1m", "--daemon.files[0].path=lock",
				"--daemon.files[0].lock=true", "--daemon.files[1].path=/data", "--daemon.limits.nofile.soft=1024",
				"--daemon.limits.nofile.hard=unlimited", "--daemon.limits.core.hard=1GB", "--daemon.user=nobody",
				"--daemon.group=1000", "--daemon.capabilities=net-bind-service,SYS_NICE", "--daemon.signals=usr2");
		assertThat(attr.softLimits()).containsOnly(Map.entry(Resource.NOFILE, 1024L));
		assertThat(attr.hardLimits()).containsOnly(Map.entry(Resource.NOFILE, Resource.UNLIMITED),
				Map.entry(Resource.CORE, 1L << 30));
		assertThat(attr.user()).isEqualTo("nobody");
		assertThat(attr.group()).isEqualTo("1000");
		assertThat(attr.capabilities()).containsExactlyInAnyOrder(Capability.NET_BIND_SERVICE, Capability.SYS_NICE);
		assertThat(attr.captureOutput()).isFalse();
		assertThat(attr.captureBacklog()).isEqualTo(2L << 20);
		assertThat(attr.workingDirectory()).isEqualTo(Path.of("work"));
		assertThat(attr.umask()).isZero();
		assertThat(attr.startTimeout()).isZero();
		assertThat(attr.showProgress()).isFalse();
		assertThat(attr.jvmOptions()).containsExactly("-Xmx64m", "-Xss1m");
		assertThat(attr.message()).isEqualTo("hello");
		assertThat(attr.signals()).containsExactlyInAnyOrder(DaemonSignal.HUP, DaemonSignal.USR2);
		assertThat(attr.files()).extracting(DaemonFile::name).containsExactly("lock", "/data");
		assertThat(attr.files()).extracting(DaemonFile::isLocked).containsExactly(true, false);
	}

	@Test
	void createsSockets() {
		TestEnvironment environment = new TestEnvironment().arguments("--daemon.sockets[0].name=a",
				"--daemon.sockets[0].address=8081", "--daemon.upgradable=true");
		DaemonProperties properties = new DaemonPropertiesBinder(environment).bind();
		DaemonAttrFactory factory = new DaemonAttrFactory(properties, environment,
				DeclaredSocket.of(properties, environment, true));
		AttrValues attr = new AttrValues(factory.create("example",
				new LogFileLocation(environment, Path.of("/logs"), "example"), ANYWHERE, null, "", null));
		assertThat(attr.sockets()).extracting(DaemonSocket::name).containsExactly("a", "server");
		assertThat(attr.origins().get("sockets.0")).startsWith("'daemon.sockets[0].address'");
		assertThat(attr.origins()).doesNotContainKey("sockets.1");
	}

	@Test
	void createsOptionsWithoutPidFile() {
		assertThat(new AttrValues(factory().create("example",
				new LogFileLocation(new TestEnvironment(), Path.of("/logs"), "example"), ANYWHERE, null, "", null))
			.pidFile()).isNull();
	}

	@Test
	void createsSettingsOfDefaults() {
		assertThat(factory().captureSettings()).isEqualTo(new CaptureSettings(64 << 10, true,
				new StreamSettings("daemon.stdout", Level.INFO), new StreamSettings("daemon.stderr", Level.WARN)));
	}

	@Test
	void createsSettingsOfProperties() {
		assertThat(factory("--daemon.capture.max-line-length=80B", "--daemon.capture.group-stack-traces=false",
				"--daemon.capture.stdout.logger=out", "--daemon.capture.stdout.level=trace",
				"--daemon.capture.stderr.logger=err", "--daemon.capture.stderr.level=ERROR")
			.captureSettings())
			.isEqualTo(new CaptureSettings(80, false, new StreamSettings("out", Level.TRACE),
					new StreamSettings("err", Level.ERROR)));
	}

	@ParameterizedTest
	@CsvSource({ "daemon.umask, 028", "daemon.umask, 1000", "daemon.umask, -1", "daemon.umask, u=rwx",
			"daemon.umask, ''", "daemon.start-timeout, -1s", "daemon.start-timeout, 1000000d",
			"daemon.jvm-options, Xmx64m", "daemon.files[0].open, delete-on-close", "daemon.limits.nofile.soft, many",
			"daemon.limits.nofile.soft, -1", "daemon.limits.nofile.hard, 99", "daemon.limits.nofile.hard, 63",
			"daemon.limits.core.hard, 1 potato", "daemon.capabilities, chown", "daemon.capture.max-backlog, 1MB",
			"daemon.capture.max-backlog, 1025MB", "daemon.capture.max-line-length, 79B",
			"daemon.capture.max-line-length, 17MB" })
	void namesPropertyOfBadValue(String property, String value) {
		assertInvalid(property, "--daemon.files[0].path=x", "--daemon.limits.nofile.soft=100",
				"--" + property + "=" + value);
	}

	@Test
	void namesPropertyOfTextThatIsNoPath() {
		assertInvalid("daemon.working-directory", "--daemon.working-directory=\0");
		assertInvalid("daemon.user", "--daemon.user=\0");
		assertInvalid("daemon.group", "--daemon.group=\0");
		assertInvalid("daemon.files[1].path", "--daemon.files[0].path=x", "--daemon.files[1].path=\0");
	}

	@Test
	void namesPropertyOfMissingPath() {
		assertThat(assertInvalid("daemon.files[0].path", "--daemon.files[0].lock=true"))
			.isEqualTo("a file needs a path");
	}

	@Test
	void namesPidFileThatIsAnotherFileAsWell() {
		assertThat(assertInvalid("daemon.pid-file", "--daemon.files[0].path=/run/../run/example.pid"))
			.isEqualTo("the pid file /run/example.pid is one of the files that the daemon inherits as well: it must"
					+ " be a separate file");
		LogFileLocation log = new LogFileLocation(
				new TestEnvironment().arguments("--logging.file.name=/run/example.pid"), Path.of("/logs"), "example");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> factory().create("example", log, ANYWHERE, Path.of("/run/example.pid"), "", null))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("daemon.pid-file"))
			.satisfies((ex) -> assertThat(ex.getReason())
				.isEqualTo("the pid file /run/example.pid is the log file as well: it must be a separate file"));
	}

	@Test
	void namesPropertyOfBadProgramName() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> create("a\0b", "--daemon.program-name=a\0b"))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("daemon.program-name"));
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(() -> create("a\0b"))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("spring.application.name"));
	}

	private static @Nullable String assertInvalid(String property, String... arguments) {
		InvalidConfigurationPropertyValueException failure = null;
		try {
			create("example", arguments);
		}
		catch (InvalidConfigurationPropertyValueException ex) {
			failure = ex;
		}
		assertThat(failure).as(List.of(arguments).toString()).isNotNull();
		assertThat(failure.getName()).isEqualTo(property);
		assertThat(failure.getReason()).isNotBlank();
		return failure.getReason();
	}

	private static AttrValues create(String programName, String... arguments) {
		TestEnvironment environment = new TestEnvironment().arguments(arguments);
		DaemonProperties properties = new DaemonPropertiesBinder(environment).bind();
		DaemonAttrFactory factory = new DaemonAttrFactory(properties);
		factory.captureSettings();
		LogFileLocation log = new LogFileLocation(new TestEnvironment(), Path.of("/logs"), "example");
		return new AttrValues(factory.create(programName, log, WorkingDirectory.of(properties, log, environment),
				Path.of("/run/example.pid"), "hello", null));
	}

	private static DaemonAttrFactory factory(String... arguments) {
		TestEnvironment environment = new TestEnvironment().arguments(arguments);
		return new DaemonAttrFactory(new DaemonPropertiesBinder(environment).bind());
	}

}

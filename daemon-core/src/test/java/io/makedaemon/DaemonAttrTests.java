package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * {@link DaemonAttr}: defaults, what is refused, and that it does not change.
 */
class DaemonAttrTests {

	@Test
	void hasDefaults() {
		DaemonOptions attr = DaemonAttr.builder().build().options();
		assertThat(attr.programName()).isEmpty();
		assertThat(attr.captureOutput()).isFalse();
		assertThat(attr.files()).isEmpty();
		assertThat(attr.workingDirectory()).isNull();
		assertThat(attr.umask()).isEqualTo(027).isEqualTo(DaemonAttr.DEFAULT_UMASK);
		assertThat(attr.startTimeout()).isZero();
		assertThat(attr.jvmOptions()).isEmpty();
		assertThat(attr.logDirectory()).isNull();
		assertThat(attr.softLimits()).isEmpty();
		assertThat(attr.hardLimits()).isEmpty();
		assertThat(attr.user()).isEmpty();
		assertThat(attr.group()).isEmpty();
		assertThat(attr.capabilities()).isEmpty();
		assertThat(attr.logFile()).isNull();
		assertThat(attr.showProgress()).isFalse();
		assertThat(attr.hint()).isEmpty();
		assertThat(attr.pidFile()).isNull();
		assertThat(attr.signals()).isEmpty();
		assertThat(attr.message()).isEmpty();
	}

	@Test
	void keepsWhatIsSet() {
		DaemonFile one = DaemonFile.of(Path.of("one"));
		DaemonFile two = DaemonFile.of(Path.of("two"));
		DaemonOptions attr = DaemonAttr.builder()
			.programName("example")
			.captureOutput(true)
			.files(one)
			.files(two)
			.workingDirectory(Path.of("work"))
			.umask(0)
			.startTimeout(Duration.ofMillis(1500))
			.jvmOptions(List.of("-Xmx1g"))
			.jvmOptions(List.of("-Xss1m", "-Da=b c"))
			.logDirectory(Path.of("log"))
			.softLimit(Resource.NOFILE, 64)
			.hardLimit(Resource.NOFILE, Resource.UNLIMITED)
			.hardLimit(Resource.CORE, 0)
			.user("nobody")
			.group("nogroup")
			.capabilities(Capability.KILL, Capability.NET_BIND_SERVICE)
			.capabilities(Capability.KILL)
			.logFile(Path.of("log/file"))
			.showProgress(true)
			.hint("\nnext")
			.pidFile(Path.of("a.pid"))
			.signals(DaemonSignal.HUP)
			.signals(DaemonSignal.USR2, DaemonSignal.HUP)
			.message("hello")
			.build()
			.options();
		assertThat(attr.programName()).isEqualTo("example");
		assertThat(attr.captureOutput()).isTrue();
		assertThat(attr.files()).containsExactly(one, two);
		assertThat(attr.workingDirectory()).isEqualTo(Path.of("work"));
		assertThat(attr.umask()).isZero();
		assertThat(attr.startTimeout()).isEqualTo(Duration.ofMillis(1500));
		assertThat(attr.jvmOptions()).containsExactly("-Xmx1g", "-Xss1m", "-Da=b c");
		assertThat(attr.logDirectory()).isEqualTo(Path.of("log"));
		assertThat(attr.softLimits()).containsOnly(Map.entry(Resource.NOFILE, 64L));
		assertThat(attr.hardLimits()).containsOnly(Map.entry(Resource.NOFILE, Resource.UNLIMITED),
				Map.entry(Resource.CORE, 0L));
		assertThat(attr.user()).isEqualTo("nobody");
		assertThat(attr.group()).isEqualTo("nogroup");
		assertThat(attr.capabilities()).containsExactlyInAnyOrder(Capability.KILL, Capability.NET_BIND_SERVICE);
		assertThat(attr.logFile()).isEqualTo(Path.of("log/file"));
		assertThat(attr.showProgress()).isTrue();
		assertThat(attr.hint()).isEqualTo("\nnext");
		assertThat(attr.pidFile()).isEqualTo(Path.of("a.pid"));
		assertThat(attr.message()).isEqualTo("hello");
		assertThat(attr.signals()).containsExactlyInAnyOrder(DaemonSignal.HUP, DaemonSignal.USR2);
	}

	@Test
	void refusesLimitThatIsNone() {
		assertThatIllegalArgumentException().isThrownBy(() -> DaemonAttr.builder().softLimit(Resource.CORE, -2));
		assertThatIllegalArgumentException().isThrownBy(() -> DaemonAttr.builder().hardLimit(Resource.CORE, -2));
		assertThatIllegalArgumentException().isThrownBy(() -> DaemonAttr.builder().softLimit(Resource.NOFILE, 63))
			.withMessageContaining("64");
	}

	@Test
	void refusesSoftLimitAboveHardLimit() {
		DaemonAttr.Builder builder = DaemonAttr.builder().softLimit(Resource.CORE, Resource.UNLIMITED);
		assertThat(builder.build().options().softLimits()).containsOnlyKeys(Resource.CORE);
		assertThatIllegalArgumentException().isThrownBy(() -> builder.hardLimit(Resource.CORE, 9).build())
			.withMessageContaining("CORE");
	}

	@Test
	void refusesCapabilitiesWithoutUser() {
		DaemonAttr.Builder builder = DaemonAttr.builder().capabilities(Capability.KILL);
		assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("user");
		assertThat(builder.user("nobody").build().options().capabilities()).containsExactly(Capability.KILL);
	}

	@Test
	void refusesPidFileThatIsTheLogFileOrAnInheritedFile(@TempDir Path directory) throws IOException {
		Path file = directory.resolve("file");
		Path linked = Files.createSymbolicLink(directory.resolve("linked"), directory).resolve("file");
		for (Path other : List.of(file, directory.resolve("a/../file"), linked)) {
			assertRefused(file, other);
		}
		Files.createFile(file);
		for (Path other : List.of(linked, Files.createSymbolicLink(directory.resolve("link"), file),
				Files.createLink(directory.resolve("hard"), file))) {
			assertRefused(file, other);
		}
		DaemonAttr.builder().pidFile(file).logFile(directory.resolve("log")).files(DaemonFile.of(directory)).build();
		DaemonAttr.builder().pidFile(Path.of("/")).logFile(file).files(DaemonFile.inherit("file", () -> 3)).build();
	}

	private static void assertRefused(Path pidFile, Path other) {
		DaemonAttr.Builder builder = DaemonAttr.builder().pidFile(pidFile);
		assertThatIllegalArgumentException().isThrownBy(() -> builder.files(DaemonFile.of(other)).build())
			.withMessage("the pid file " + pidFile
					+ " is one of the files that the daemon inherits as well: it must be a separate file");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.logFile(other).build())
			.withMessage("the pid file " + pidFile + " is the log file as well: it must be a separate file");
	}

	@Test
	void refusesUserAndGroupWithZeroByte() {
		assertThatIllegalArgumentException().isThrownBy(() -> DaemonAttr.builder().user("a\0"));
		assertThatIllegalArgumentException().isThrownBy(() -> DaemonAttr.builder().group("a\0"));
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 01000, Integer.MAX_VALUE })
	void refusesUmaskThatIsNone(int umask) {
		assertThatIllegalArgumentException().isThrownBy(() -> DaemonAttr.builder().umask(umask))
			.withMessageContaining("between 0 and 777 in octal");
	}

	@Test
	void refusesNegativeStartTimeout() {
		assertThatIllegalArgumentException().isThrownBy(() -> DaemonAttr.builder().startTimeout(Duration.ofNanos(-1)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Main", " -Xmx1g", "@file", "-Da=\0" })
	void refusesJvmOptionThatIsNone(String option) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> DaemonAttr.builder().jvmOptions(List.of("-Xmx1g", option)));
	}

	@Test
	void refusesProgramNameWithZeroByte() {
		assertThatIllegalArgumentException().isThrownBy(() -> DaemonAttr.builder().programName("a\0b"));
	}

	@Test
	void doesNotChange() {
		DaemonAttr.Builder builder = DaemonAttr.builder();
		List<String> options = new ArrayList<>(List.of("-Xmx1g"));
		DaemonOptions attr = builder.jvmOptions(options).build().options();
		options.add("-Xmx2g");
		builder.jvmOptions(List.of("-Xmx3g")).files(DaemonFile.of(Path.of("file"))).umask(0);
		assertThat(attr.jvmOptions()).containsExactly("-Xmx1g");
		assertThat(attr.files()).isEmpty();
		assertThat(attr.umask()).isEqualTo(027);
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> attr.files().add(DaemonFile.of(Path.of("file"))));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> attr.jvmOptions().clear());
	}

}

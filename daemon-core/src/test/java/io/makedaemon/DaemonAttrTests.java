package io.makedaemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
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
		DaemonAttr attr = DaemonAttr.builder().build();
		assertThat(attr.programName()).isEmpty();
		assertThat(attr.captureOutput()).isFalse();
		assertThat(attr.files()).isEmpty();
		assertThat(attr.workingDirectory()).isEqualTo(Path.of("/"));
		assertThat(attr.umask()).isEqualTo(027).isEqualTo(DaemonAttr.DEFAULT_UMASK);
		assertThat(attr.startTimeout()).isZero();
		assertThat(attr.jvmOptions()).isEmpty();
		assertThat(attr.startListener()).isSameAs(StartListener.NO_OP);
	}

	@Test
	void keepsWhatIsSet() {
		DaemonFile one = DaemonFile.of(Path.of("one"));
		DaemonFile two = DaemonFile.of(Path.of("two"));
		StartListener listener = new StartListener() {
		};
		DaemonAttr attr = DaemonAttr.builder()
			.programName("example")
			.captureOutput(true)
			.files(one)
			.files(two)
			.workingDirectory(Path.of("work"))
			.umask(0)
			.startTimeout(Duration.ofMillis(1500))
			.jvmOptions(List.of("-Xmx1g"))
			.jvmOptions(List.of("-Xss1m", "-Da=b c"))
			.startListener(listener)
			.build();
		assertThat(attr.programName()).isEqualTo("example");
		assertThat(attr.captureOutput()).isTrue();
		assertThat(attr.files()).containsExactly(one, two);
		assertThat(attr.workingDirectory()).isEqualTo(Path.of("work"));
		assertThat(attr.umask()).isZero();
		assertThat(attr.startTimeout()).isEqualTo(Duration.ofMillis(1500));
		assertThat(attr.jvmOptions()).containsExactly("-Xmx1g", "-Xss1m", "-Da=b c");
		assertThat(attr.startListener()).isSameAs(listener);
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
		DaemonAttr attr = builder.jvmOptions(options).build();
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

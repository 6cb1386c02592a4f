package io.makedaemon;

import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.makedaemon.posix.OpenFlags;
import io.makedaemon.wire.LaunchPlan.PlannedFile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * {@link DaemonFile} as it is declared, before any daemon has it.
 */
class DaemonFileTests {

	private static final int ALWAYS = OpenFlags.NOFOLLOW | OpenFlags.NOCTTY;

	/**
	 * The flags are those of open(2), in octal.
	 */
	@ParameterizedTest
	@CsvSource(textBlock = """
			'',                           0
			READ,                         0
			WRITE,                        1
			READ WRITE,                   2
			APPEND,                       2001
			READ APPEND,                  2002
			WRITE APPEND,                 2001
			WRITE CREATE,                 101
			READ WRITE CREATE,            102
			WRITE CREATE_NEW,             301
			WRITE CREATE CREATE_NEW,      301
			WRITE CREATE TRUNCATE_EXISTING, 1101
			READ CREATE,                  100
			""")
	void isOpenedAsDeclared(String options, String flags) {
		PlannedFile planned = DaemonFile.of(Path.of("/a/b"), options(options)).planned();
		assertThat(planned.flags()).isEqualTo(ALWAYS | Integer.parseInt(flags, 8));
		assertThat(planned.path()).isEqualTo("/a/b");
		assertThat(planned.locked()).isFalse();
		assertThat(planned.isInherited()).isFalse();
	}

	private static OpenOption[] options(String names) {
		return Stream.of(names.split(" ", -1))
			.filter((name) -> !name.isEmpty())
			.map(StandardOpenOption::valueOf)
			.toArray(OpenOption[]::new);
	}

	@ParameterizedTest
	@MethodSource("unsupported")
	void refusesOptionsItCannotPassOn(OpenOption option) {
		assertThatIllegalArgumentException().isThrownBy(() -> DaemonFile.of(Path.of("a"), option))
			.withMessageContaining(option.toString());
	}

	static Stream<OpenOption> unsupported() {
		return Stream.of(StandardOpenOption.DELETE_ON_CLOSE, StandardOpenOption.SPARSE, StandardOpenOption.SYNC,
				StandardOpenOption.DSYNC, LinkOption.NOFOLLOW_LINKS);
	}

	@Test
	void isLockedWhenDeclaredSo() {
		DaemonFile file = DaemonFile.of(Path.of("/a"), StandardOpenOption.WRITE);
		DaemonFile locked = file.locked();
		assertThat(file.isLocked()).isFalse();
		assertThat(locked.isLocked()).isTrue();
		assertThat(locked.planned()).isEqualTo(new PlannedFile("/a", file.planned().flags(), true));
		assertThat(locked.name()).isEqualTo("/a");
	}

	@Test
	void takesRelativePathAgainstLaunchDirectory() {
		DaemonFile file = DaemonFile.of(Path.of("run/lock"));
		assertThat(file.name()).isEqualTo("run/lock");
		assertThat(file.planned().path()).isEqualTo(Path.of("").toAbsolutePath() + "/run/lock");
	}

	@Test
	void asksForDescriptorOnlyWhenItIsNeeded() {
		DaemonFile file = DaemonFile.inherit("name", () -> 42);
		assertThat(file.isInherited()).isTrue();
		assertThat(file.planned()).isEqualTo(PlannedFile.inherited());
		assertThat(file.name()).isEqualTo("name");
		assertThat(file.isLocked()).isFalse();
		assertThat(file.descriptor()).isEqualTo(42);
		DaemonFile unused = DaemonFile.inherit("unused", () -> {
			throw new IllegalStateException("asked for");
		});
		assertThat(unused.planned()).isEqualTo(PlannedFile.inherited());
	}

	@Test
	void cannotLockFileOfTheCaller() {
		assertThatIllegalStateException().isThrownBy(() -> DaemonFile.inherit("its name", () -> 1).locked())
			.withMessageContaining("its name");
	}

}

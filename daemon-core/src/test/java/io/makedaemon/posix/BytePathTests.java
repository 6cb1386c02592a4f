package io.makedaemon.posix;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link BytePath}: every byte of a path comes through.
 */
class BytePathTests {

	@ParameterizedTest
	@ValueSource(strings = { "/", "/a", "/a b/c%20d", "/?#[]&=+:;", "/\u00c3\u00a4\u00e9\u00ff", "/\u0001\n\t\"'\\" })
	void keepsEveryByte(String bytes) {
		assertThat(BytePath.of(BytePath.toPath(bytes))).isEqualTo(bytes);
	}

	@Test
	void namesTheFileThatHasThoseBytes(@TempDir Path directory) throws Exception {
		String bytes = BytePath.of(directory) + "/\u00e9 %41\u00ff";
		Files.createFile(BytePath.toPath(bytes));
		assertThat(new ProcessBuilder("sh", "-c", "test -e \"$0/$(printf '\\351 %%41\\377')\"", directory.toString())
			.start()
			.waitFor()).isZero();
	}

	@Test
	void takesRelativePathAgainstWorkingDirectory() {
		String directory = Path.of("").toAbsolutePath().toString();
		assertThat(BytePath.of(Path.of("a/b"))).isEqualTo(directory + "/a/b");
		assertThat(BytePath.of(Path.of(""))).isEqualTo(directory);
	}

	@Test
	void hasNoSlashBehindDirectory(@TempDir Path directory) {
		assertThat(BytePath.of(directory)).isEqualTo(directory.toString());
	}

	@ParameterizedTest
	@CsvSource({ "a, /d, /d/a", "./a, /d, /d/a", "././a, /d, /d/a", "., /d, /d", "./, /d, /d", "'', /d, /d",
			"../a, /d, /d/../a", "/a, /d, /a", "a, /, /a", ".a, /d, /d/.a" })
	void makesPathAbsolute(String path, String directory, String absolute) {
		assertThat(BytePath.absolute(path, directory)).isEqualTo(absolute);
	}

}

package io.makedaemon.pidfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A {@link PidFile} that the next generation of a daemon takes over.
 */
class PidFileTests {

	@TempDir
	Path directory;

	private String path;

	@BeforeEach
	void createPath() throws IOException {
		this.path = this.directory.toRealPath().resolve("pid").toString();
	}

	@Test
	void isTakenOverAndNamesAnotherProcess() throws ErrnoException {
		PidFile former = PidFile.lock(this.path);
		former.write(123_456);
		PidFile next = PidFile.takeOver(this.path, former.descriptor());
		assertThat(Path.of(this.path)).hasContent("123456\n");
		next.replace(123_456, 99);
		assertThat(Path.of(this.path)).hasContent("99\n");
		next.replace(99, 4_000_000);
		assertThat(Path.of(this.path)).hasContent("4000000\n");
		next.remove();
	}

	@Test
	void isLeftBehindWithAReason() throws ErrnoException, IOException {
		PidFile file = PidFile.lock(this.path);
		file.write(123_456);
		file.abandon(99, "no datab\u00e4se");
		assertThat(Path.of(this.path)).hasContent("99\nno datab\u00e4se\n");
		file.close();
		PidFile next = PidFile.lock(this.path);
		assertThat(Path.of(this.path)).isEmptyFile();
		next.close();
	}

	@Test
	void isNotTakenOverWithTheDescriptorOfAnotherFile() throws ErrnoException, IOException {
		PidFile.lock(this.path).write(1);
		Path other = Files.writeString(this.directory.resolve("other"), "precious");
		int descriptor = Posix.open(other.toString(), OpenFlags.RDONLY, 0);
		assertThatExceptionOfType(ErrnoException.class).isThrownBy(() -> PidFile.takeOver(this.path, descriptor))
			.withMessageContaining("the running daemon has another one");
		assertThat(other).hasContent("precious");
		Posix.close(descriptor);
	}

	@Test
	void isNotTakenOverWithoutItsLock() throws ErrnoException {
		PidFile.lock(this.path).write(1);
		int descriptor = Posix.open(this.path, OpenFlags.RDONLY, 0);
		assertThatExceptionOfType(ErrnoException.class).isThrownBy(() -> PidFile.takeOver(this.path, descriptor));
		Posix.close(descriptor);
	}

	@Test
	void isNotWrittenWhenSomebodyHasReplacedIt() throws ErrnoException, IOException {
		PidFile former = PidFile.lock(this.path);
		former.write(17);
		PidFile next = PidFile.takeOver(this.path, former.descriptor());
		Files.delete(Path.of(this.path));
		Files.writeString(Path.of(this.path), "1\n");
		assertThatExceptionOfType(ErrnoException.class).isThrownBy(() -> next.replace(17, 18))
			.withMessageContaining("somebody has replaced it");
		assertThat(Path.of(this.path)).hasContent("1\n");
	}

}

package io.makedaemon.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link TrustedPath}: who may change what is run.
 */
class TrustedPathTests {

	@TempDir
	Path directory;

	private Path inner = Path.of("");

	@BeforeEach
	void createDirectories() throws IOException {
		this.directory = this.directory.toRealPath();
		this.inner = Files.createDirectory(this.directory.resolve("inner"));
	}

	@Test
	void trustsDirectoryThatOnlyItsOwnerCanWrite() throws IOException {
		setMode(this.directory, "rwx------");
		setMode(this.inner, "rwxr-xr-x");
		assertThatCode(() -> TrustedPath.check(this.inner, null)).doesNotThrowAnyException();
	}

	@Test
	void doesNotTrustDirectoryThatOthersCanWriteNorWhatIsInIt() throws IOException {
		for (String mode : new String[] { "rwxrwx---", "rwx----w-" }) {
			setMode(this.directory, mode);
			for (Path path : new Path[] { this.directory, this.inner }) {
				assertThatExceptionOfType(UnusablePreparationException.class)
					.isThrownBy(() -> TrustedPath.check(path, null))
					.withMessage(this.directory + " is another user's, or can be written by others");
			}
		}
	}

	@Test
	void trustsWhatIsInADirectoryWhereOthersCanOnlyAdd() throws IOException {
		setMode(this.inner, "rwxr-xr-x");
		Files.setAttribute(this.directory, "unix:mode", 01777);
		assertThatCode(() -> TrustedPath.check(this.inner, null)).doesNotThrowAnyException();
		assertThatExceptionOfType(UnusablePreparationException.class)
			.isThrownBy(() -> TrustedPath.check(this.directory, null));
	}

	@Test
	void saysThatTheDaemonsUserMayNotEnter() throws IOException {
		setMode(this.directory, "rwx------");
		assertThatExceptionOfType(UnusablePreparationException.class)
			.isThrownBy(() -> TrustedPath.check(this.inner, "nobody"))
			.withMessageStartingWith("the user nobody may not enter ");
	}

	private static void setMode(Path path, String mode) throws IOException {
		Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
	}

}

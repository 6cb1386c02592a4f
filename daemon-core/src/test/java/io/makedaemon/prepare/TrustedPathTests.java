package io.makedaemon.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.EnabledIfRoot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link TrustedPath}: who may change what is run.
 */
class TrustedPathTests {

	private static final int NOBODY = 65534;

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
					.withMessageStartingWith(this.directory + " belongs to another user, or others can write to it");
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
	void followsLinksThatOnlyTheirOwnerCanReplace() throws IOException {
		setMode(this.directory, "rwxr-xr-x");
		setMode(this.inner, "rwxr-xr-x");
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), Path.of("inner"));
		Path others = Files.createDirectory(this.directory.resolve("others"));
		setMode(others, "rwxrwxrwx");
		Path back = Files.createSymbolicLink(others.resolve("back"), this.inner);
		Path detour = Files.createSymbolicLink(this.directory.resolve("detour"), back);
		Path loop = Files.createSymbolicLink(this.inner.resolve("loop"), Path.of("loop"));
		assertThatCode(() -> TrustedPath.check(link, null)).doesNotThrowAnyException();
		assertThatCode(() -> TrustedPath.check(others.resolve("../inner"), null)).as("by way of a stranger's directory")
			.isInstanceOf(UnusablePreparationException.class);
		for (Path path : new Path[] { back, detour }) {
			assertThatExceptionOfType(UnusablePreparationException.class)
				.isThrownBy(() -> TrustedPath.check(path, null))
				.withMessageStartingWith(others + " belongs to another user, or others can write to it");
			Files.setAttribute(others, "unix:mode", 01777);
		}
		assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> TrustedPath.check(loop, null));
	}

	@Test
	@EnabledIfRoot
	void trustsNothingOfOthersAsRoot() throws IOException {
		setMode(this.directory, "rwxr-xr-x");
		Path file = Files.createFile(this.inner.resolve("file"));
		assertThat(TrustedPath.isRoots(file)).isTrue();
		Files.setAttribute(this.inner, "unix:uid", NOBODY);
		for (String user : new String[] { null, "nobody" }) {
			assertThatExceptionOfType(UnusablePreparationException.class)
				.isThrownBy(() -> TrustedPath.check(file, user))
				.withMessage(this.inner + " belongs to another user, or others can write to it; what root runs must be "
						+ "where only root can change it");
		}
		assertThat(TrustedPath.isRoots(file)).isFalse();
		assertThat(TrustedPath.isRoots(this.directory.resolve("missing"))).isFalse();
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

package io.makedaemon.spring.boot.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import io.makedaemon.DaemonException;
import io.makedaemon.testsupport.EnabledIfRoot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link PidFileLocation}: where the pid file is, and where it is not safe.
 */
class PidFileLocationTests {

	private static final String FILE = "orders.pid";

	@TempDir
	Path directory;

	private Path temporary;

	@BeforeEach
	void makeTemporaryDirectory() throws IOException {
		this.temporary = Files.createDirectory(this.directory.resolve("tmp"));
	}

	@Test
	void isInRunForRoot() {
		PidFileLocation location = location(0);
		assertThat(location.file()).isEqualTo(Path.of("/run/orders.pid"));
		assertThat(location.fileToMake()).isEqualTo(Path.of("/run/orders.pid"));
	}

	@ParameterizedTest
	@CsvSource({ "orders.pid, /launch/orders.pid", "/srv/a.pid, /srv/a.pid", "run/a.pid, /launch/run/a.pid" })
	void isWhereThePropertySays(String value, Path file) {
		assertThat(location(value).file()).isEqualTo(file);
		assertThat(location(value).fileToMake()).isEqualTo(file);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " " })
	void isNowhereWhenThePropertyIsEmpty(String value) {
		assertThat(location(value).file()).isNull();
		assertThat(location(value).fileToMake()).isNull();
	}

	@Test
	void namesPropertyOfTextThatIsNoPath() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(() -> location("\0"))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("daemon.pid-file"));
	}

	@Test
	void isNamedAfterTheProgram() {
		PidFileLocation location = PidFileLocation.of(null, "shop/orders", Path.of("/launch"));
		assertThat(location.file()).hasFileName("shop_orders.pid");
	}

	@Test
	@EnabledIfRoot
	void isInPrivateDirectoryThatIsMade() throws IOException {
		PidFileLocation location = location(4711);
		Path made = this.temporary.resolve("makedaemon-4711");
		assertThat(location.file()).isEqualTo(made.resolve(FILE));
		assertThat(made).doesNotExist();
		// Made by this user, and not by the one it is for
		assertThatExceptionOfType(DaemonException.class).isThrownBy(location::fileToMake);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made))).isEqualTo("rwx------");
		owned(made, 4711, "rwx------");
		assertThat(location.fileToMake()).isEqualTo(made.resolve(FILE));
	}

	/**
	 * As after {@code unshare --map-root-user}.
	 */
	@Test
	@EnabledIfRoot
	void isThatOfTheUserWhoIsRootOfNamespaceOnly() {
		Path made = this.temporary.resolve("makedaemon-4711");
		assertThat(location(0, 4711).fileToMake()).isEqualTo(made.resolve(FILE));
		assertThatExceptionOfType(DaemonException.class).isThrownBy(() -> location(4712, 4711).file())
			.withMessageContaining("have root remove it");
	}

	@ParameterizedTest
	@EnabledIfRoot
	@CsvSource({ "4712, rwx------, have root remove it", "0, rwx------, have root remove it",
			"4711, rwxrwx---, run chmod 700 on it", "4711, rwx----w-, run chmod 700 on it" })
	void isRefusedInDirectoryThatIsNotPrivate(int owner, String permissions, String remedy) throws IOException {
		Path directory = owned(Files.createDirectory(this.temporary.resolve("makedaemon-4711")), owner, permissions);
		assertThatExceptionOfType(DaemonException.class).isThrownBy(() -> location(4711).file())
			.withMessageContaining(directory.toString())
			.withMessageContaining(remedy)
			.withMessageContaining("daemon.pid-file");
	}

	@Test
	@EnabledIfRoot
	void isRefusedInDirectoryBehindLink() throws IOException {
		Path target = owned(Files.createDirectory(this.directory.resolve("target")), 4711, "rwx------");
		Files.createSymbolicLink(this.temporary.resolve("makedaemon-4711"), target);
		assertThatExceptionOfType(DaemonException.class).isThrownBy(() -> location(4711).fileToMake());
	}

	private static Path owned(Path directory, int uid, String permissions) throws IOException {
		Files.setAttribute(directory, "unix:uid", uid);
		Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
		return directory;
	}

	@Test
	@EnabledIfRoot
	void isRefusedWhereSomebodyHasMadeFile() throws IOException {
		Files.createFile(this.temporary.resolve("makedaemon-4711"));
		assertThatExceptionOfType(DaemonException.class).isThrownBy(() -> location(4711).fileToMake())
			.withMessageContaining("have root remove it");
	}

	@Test
	void namesDirectoryThatCannotBeMade() throws IOException {
		Files.delete(this.temporary);
		assertThatExceptionOfType(DaemonException.class).isThrownBy(() -> location(4711).fileToMake())
			.withMessageContaining(this.temporary.resolve("makedaemon-4711").toString())
			.withMessageContaining("daemon.pid-file");
	}

	private PidFileLocation location(int uid) {
		return location(uid, uid);
	}

	private PidFileLocation location(int uid, int outerUid) {
		return new PidFileLocation(uid, outerUid, this.temporary, FILE,
				new FormerPidFiles(uid, null, this.temporary.toString(), FILE));
	}

	private static PidFileLocation location(String property) {
		return PidFileLocation.of(property, "orders", Path.of("/launch"));
	}

}

package io.makedaemon.spring.boot.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link FirstStart}: what is remembered, and where nothing is.
 */
class FirstStartTests {

	@TempDir
	Path directory;

	@Test
	void isRememberedForEachProgram() {
		assertThat(start("orders").remember()).isTrue();
		assertThat(start("orders").remember()).isFalse();
		assertThat(start("a/b").remember()).isTrue();
		assertThat(this.directory.resolve("makedaemon/a_b.started")).isEmptyFile();
	}

	@Test
	void isRememberedWhereNobodyElseLooks() throws IOException {
		assertThat(new FirstStart(null, this.directory.toString(), "orders").remember()).isTrue();
		Path states = this.directory.resolve(".local/state/makedaemon");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(states))).isEqualTo("rwx------");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(states.resolve("orders.started"))))
			.isEqualTo("rw-------");
	}

	@Test
	void isForgottenWhenItHasFailed() {
		start("orders").remember();
		start("orders").forget();
		assertThat(start("orders").remember()).isTrue();
	}

	@Test
	void isNotRememberedWhereOthersCanWrite() throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxrwxrwx"));
		assertThat(start("orders").remember()).isFalse();
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void isNotRememberedByLinks() throws IOException {
		Files.createDirectory(this.directory.resolve("makedaemon"));
		Path target = this.directory.resolve("target");
		Files.createSymbolicLink(this.directory.resolve("makedaemon/orders.started"), target);
		assertThat(start("orders").remember()).isFalse();
		assertThat(target).doesNotExist();
	}

	@Test
	void isNotRememberedWithoutDirectory() {
		assertThat(new FirstStart(null, "", "orders").remember()).isFalse();
		assertThat(new FirstStart("relative", "?", "orders").remember()).isFalse();
		assertThat(new FirstStart("/dev/null", "/", "orders").remember()).isFalse();
		Path home = this.directory.resolve("missing");
		assertThat(new FirstStart(null, home.toString(), "orders").remember()).isFalse();
		assertThat(home).doesNotExist();
	}

	private FirstStart start(String programName) {
		return new FirstStart(this.directory.toString(), "/", programName);
	}

}

package io.makedaemon.pidfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.Posix;
import io.makedaemon.proc.ProcSelf;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is published can be read by who has the file open.
 */
class StatusFileTests {

	private int descriptor;

	@BeforeEach
	void createFile() throws ErrnoException {
		this.descriptor = StatusFile.create("/p\u00c3\u00a4th");
	}

	@AfterEach
	void closeFile() {
		Posix.close(this.descriptor);
	}

	@Test
	void lastValueCounts() throws ErrnoException {
		StatusFile.publish(this.descriptor, "a", "1");
		StatusFile.publish(this.descriptor, "b", "\u00e4=\u001b");
		StatusFile.publish(this.descriptor, "a", "2");
		Posix.write(this.descriptor, "a=3", "an incomplete line");
		assertThat(StatusFile.readOpen(this.descriptor))
			.isEqualTo(Map.of("pid-file", "/p\u00e4th", "a", "2", "b", "\u00e4=\\u001b"));
	}

	@Test
	void bothEndsOfALongFileAreRead() throws ErrnoException {
		StatusFile.publish(this.descriptor, "first", "1");
		for (int i = 0; i < 20; i++) {
			StatusFile.publish(this.descriptor, "long", "x".repeat(50_000));
		}
		StatusFile.publish(this.descriptor, "last", "2");
		assertThat(StatusFile.readOpen(this.descriptor)).containsEntry("first", "1")
			.containsEntry("last", "2")
			.containsEntry("long", "x".repeat(50_000))
			.containsOnlyKeys("pid-file", "first", "long", "last");
	}

	@Test
	void touchIsSeen() throws IOException {
		Path file = Path.of(ProcSelf.descriptorPath(this.descriptor));
		Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
		StatusFile.inherit(this.descriptor).touch();
		assertThat(Files.getLastModifiedTime(file).toInstant()).isAfter(Instant.EPOCH);
	}

	@Test
	void isSharedWithTheSameProcessOnly() {
		long own = ProcessHandle.current().pid();
		assertThat(StatusFile.isShared(own, own)).isTrue();
		assertThat(StatusFile.isShared(own, 1)).isFalse();
	}

}

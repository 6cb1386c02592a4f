package io.makedaemon.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * {@link FileSnapshot}: whose content is read.
 */
class FileSnapshotTests {

	private static final int THREADS = 4;

	private static final int READS = 500;

	@TempDir
	Path directory;

	@Test
	void isReadBySeveralThreadsAtTheSameTime() throws Exception {
		Path file = Files.writeString(this.directory.resolve("pid"), "4711\n");
		List<Callable<Integer>> readers = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			readers.add(() -> {
				for (int read = 0; read < READS; read++) {
					assertThat(content(FileSnapshot.of(file))).isEqualTo("4711\n");
				}
				return READS;
			});
		}
		ExecutorService executor = Executors.newFixedThreadPool(THREADS);
		try {
			for (Future<Integer> reader : executor.invokeAll(readers)) {
				assertThat(reader.get()).isEqualTo(READS);
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void isNotTheFileThatHasItsNameByNow() throws IOException {
		Path file = Files.writeString(this.directory.resolve("pid"), "4711\n");
		FileSnapshot snapshot = FileSnapshot.of(file);
		Files.move(file, this.directory.resolve("former"));
		Files.writeString(file, "1\n");
		assertThatIOException().isThrownBy(() -> content(snapshot));
	}

	private static String content(FileSnapshot snapshot) throws IOException {
		return new String(snapshot.read(0, 100), StandardCharsets.US_ASCII);
	}

}

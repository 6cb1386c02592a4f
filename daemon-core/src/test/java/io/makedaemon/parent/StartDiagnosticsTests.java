package io.makedaemon.parent;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.posix.BytePath;
import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.wire.WaitPlan;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link StartDiagnostics}.
 */
class StartDiagnosticsTests {

	private static final int NOBODY = 65534;

	@TempDir
	Path directory;

	@Test
	void areEmptyWhenThereAreNone() throws IOException {
		assertThat(lastWords("", "").ofEnded()).isEmpty();
	}

	@Test
	void haveWhatWasPrinted() throws IOException {
		assertThat(lastWords("out\n", "error\n").ofEnded()).isEqualTo("; it had printed:\nerror\nout");
	}

	@Test
	void haveWhatThisStartHasLogged() throws IOException {
		Files.writeString(log(), "old\n");
		StartDiagnostics words = lastWords("", "", 4);
		Files.writeString(log(), "old\nnew\n");
		assertThat(words.ofEnded()).isEqualTo("\n\nThe last lines of its log " + log() + ":\nnew");
	}

	@Test
	void haveAllOfLogThatIsNew() throws IOException {
		Files.writeString(log(), "new\n");
		assertThat(lastWords("", "", 1000).ofEnded()).endsWith(":\nnew");
	}

	@Test
	void haveTheLastLinesOfLog() throws IOException {
		Files.writeString(log(),
				IntStream.rangeClosed(1, 100_000).mapToObj(Integer::toString).collect(Collectors.joining("\n")));
		assertThat(lastWords("", "").ofEnded()).contains(":\n99981\n").endsWith("\n99999\n100000");
	}

	@Test
	void doNotTellTwiceWhatIsInTheLog() throws IOException {
		Files.writeString(log(), "INFO : the last line\n");
		assertThat(lastWords("}\nthe last line\n", "only printed\n").ofEnded()).isEqualTo(
				"; it had printed:\nonly printed\n\nThe last lines of its log " + log() + ":\nINFO : the last line");
	}

	@Test
	void haveWhatIsInTheLogByChance() throws IOException {
		Files.writeString(log(), "INFO : # Problematic frame:\n}\n");
		assertThat(lastWords("# Problematic frame:\n# C  [libc.so.6+0x85f14]\n}\n", "").ofEnded())
			.startsWith("; it had printed:\n# Problematic frame:\n# C  [libc.so.6+0x85f14]\n}");
	}

	@Test
	void haveThreadsOfDaemonThatHangs() throws Exception {
		Path output = Files.writeString(this.directory.resolve("stdout"), "printed before\n");
		try (InputStream stream = Files.newInputStream(output)) {
			StartDiagnostics words = new StartDiagnostics(stream, InputStream.nullInputStream(), plan(0));
			assertThat(words.ofHanging(() -> Files.writeString(output, "printed before\nFull thread dump\n")))
				.isEqualTo("\n\nIt had printed:\nprinted before\n\nIts threads:\nFull thread dump");
		}
	}

	@Test
	void haveNoThreadsWhenNobodyCanAskForThem() throws Exception {
		assertThat(lastWords("printed\n", "").ofHanging(() -> {
			throw new IOException("Stream closed");
		})).isEqualTo("\n\nIt had printed:\nprinted");
	}

	/**
	 * Root's start shows them to whoever reads its output.
	 */
	@Test
	@EnabledIfRoot
	void haveNothingOfFileThatOnlyRootMayRead() throws IOException {
		Path secret = Files.writeString(this.directory.resolve("secret"), "root:hash\n");
		Files.createSymbolicLink(log(), secret);
		assertThat(ofOtherUser().ofEnded()).isEmpty();
		assertThat(lastWords("", "").ofEnded()).contains("hash");
		Files.delete(log());
		Files.createLink(log(), secret);
		assertThat(ofOtherUser().ofEnded()).isEmpty();
		Files.setAttribute(log(), "unix:uid", NOBODY);
		assertThat(ofOtherUser().ofEnded()).contains("hash");
	}

	private StartDiagnostics ofOtherUser() {
		return new StartDiagnostics(stream(""), stream(""), plan(0, true));
	}

	private StartDiagnostics lastWords(String output, String errors) {
		return lastWords(output, errors, 0);
	}

	private StartDiagnostics lastWords(String output, String errors, long logLength) {
		return new StartDiagnostics(stream(output), stream(errors), plan(logLength));
	}

	private WaitPlan plan(long logLength) {
		return plan(logLength, false);
	}

	private WaitPlan plan(long logLength, boolean otherUser) {
		return new WaitPlan("example", 1, 0, true, "", otherUser, BytePath.of(log()), logLength, "", "", null, false, 0,
				Map.of());
	}

	private Path log() {
		return this.directory.resolve("example.log");
	}

	private static InputStream stream(String text) {
		return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
	}

}

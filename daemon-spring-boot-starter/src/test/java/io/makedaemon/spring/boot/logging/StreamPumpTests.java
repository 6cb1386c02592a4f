package io.makedaemon.spring.boot.logging;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.makedaemon.capture.CapturedStream;
import io.makedaemon.spring.boot.logging.CapturedOutput.Count;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link StreamPump}: lines and counts. The pipes are the integration tests' business.
 */
class StreamPumpTests {

	private final List<String> log = new CopyOnWriteArrayList<>();

	@Test
	void logsLinesAndCountsThem() {
		StreamPump pump = start("first\nsecond\r\n\nnot finished");
		Awaitility.await().untilAsserted(() -> assertThat(this.log).containsExactly("first", "second", ""));
		Awaitility.await().untilAsserted(() -> assertThat(pump.count()).isEqualTo(new Count(3, 27)));
	}

	@Test
	void readsNothingBeforeItIsStarted() {
		StreamPump pump = new StreamPump(CapturedStream.STDOUT, stream("line\n"), this.log::add);
		assertThat(pump.count()).isEqualTo(new Count(0, 0));
		assertThat(this.log).isEmpty();
	}

	@Test
	void splitsLineThatIsVeryLong() {
		StreamPump pump = start("x".repeat(100_000) + "\n");
		Awaitility.await().untilAsserted(() -> assertThat(this.log).hasSize(2));
		assertThat(String.join("", this.log)).isEqualTo("x".repeat(100_000));
		Awaitility.await().untilAsserted(() -> assertThat(pump.count()).isEqualTo(new Count(2, 100_001)));
	}

	@Test
	void saysInTheLogThatTheStreamCannotBeRead() throws IOException {
		InputStream closed = InputStream.nullInputStream();
		closed.close();
		new StreamPump(CapturedStream.STDERR, closed, this.log::add).start();
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.log).containsExactly(
					"Standard stream stderr is not captured any more: java.io.IOException: Stream closed"));
	}

	@Test
	void goesOnWhenTheLogFails() {
		new StreamPump(CapturedStream.STDOUT, stream("first\nsecond\nthird\n"), (line) -> {
			if (line.equals("second")) {
				throw new IllegalStateException("the log is full");
			}
			this.log.add(line);
		}).start();
		Awaitility.await().untilAsserted(() -> assertThat(this.log).containsExactly("first", "third"));
	}

	private StreamPump start(String text) {
		StreamPump pump = new StreamPump(CapturedStream.STDOUT, stream(text), this.log::add);
		pump.start();
		return pump;
	}

	private static InputStream stream(String text) {
		return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
	}

}

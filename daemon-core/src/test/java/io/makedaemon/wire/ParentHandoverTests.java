package io.makedaemon.wire;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.makedaemon.posix.Posix;
import io.makedaemon.posix.Posix.Pipe;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.proc.ProcessIdentity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link ParentHandover}, through a real pipe.
 */
class ParentHandoverTests {

	private static final ParentHandover HANDOVER = new ParentHandover(4711, List.of(5, 6, 7), "/tmp/d\u00efr",
			List.of("/tmp/left"), "/tr\u00e4ce",
			new WaitPlan("n\u00e4me", 90_000, 1234567890123L, true, "\nhänt", true, "/log/\u00ff", 99,
					"/run/\u00ff.pid", "/log", new ProcessIdentity(4710, 99), true, 70_000,
					Map.of("umask", "t\u00ebst", "user", "you")));

	@Test
	void isReceived() throws IOException, ErrnoException {
		assertThat(ParentHandover.receive(pipe(HANDOVER.toBytes()))).isEqualTo(HANDOVER);
	}

	@Test
	void isNotReceivedWhenItIsCutOff() throws ErrnoException {
		String bytes = HANDOVER.toBytes();
		int pipe = pipe(bytes.substring(0, bytes.length() - 1));
		assertThatExceptionOfType(EOFException.class).isThrownBy(() -> ParentHandover.receive(pipe));
	}

	@Test
	void isNotReceivedFromOtherVersion() throws ErrnoException {
		int pipe = pipe("\0\0\0c" + HANDOVER.toBytes().substring(Integer.BYTES));
		assertThatExceptionOfType(OtherVersionException.class).isThrownBy(() -> ParentHandover.receive(pipe))
			.withMessageContaining("version 99");
	}

	@Test
	void waitsForDaemonWithTimeout() {
		assertThat(HANDOVER.plan().waits()).isTrue();
		assertThat(new WaitPlan("", 0, 0, false, "", false, "", 0, "", "", null, false, 0, Map.of()).waits()).isFalse();
	}

	private static int pipe(String content) throws ErrnoException {
		Pipe pipe = Posix.pipe();
		Posix.write(pipe.writer(), content, "pipe");
		Posix.close(pipe.writer());
		return pipe.reader();
	}

}

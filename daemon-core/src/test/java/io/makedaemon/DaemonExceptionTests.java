package io.makedaemon;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.posix.ErrnoException;
import io.makedaemon.wire.WaitStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the exceptions say, and what they carry.
 */
class DaemonExceptionTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			open  | open {}         | /a     | 13 | cannot open /a: Permission denied (open: EACCES)
			open  | empty {}        | /{}    | 28 | cannot empty /{}: No space left on device (open: ENOSPC)
			pipe2 | make a pipe     | ''     | 24 | cannot make a pipe: Too many open files (pipe2: EMFILE)
			prctl | make {} a noise | a dog  | 1  | cannot make a dog a noise: Operation not permitted (prctl: EPERM)
			""")
	void saysWhatWasAttemptedWhateverTheCall(String call, String attempt, String object, int errno, String message) {
		SystemCallException exception = new SystemCallException(new ErrnoException(call, attempt, object, errno));
		assertThat(exception).hasMessage(message);
		assertThat(exception.call()).isEqualTo(call);
		assertThat(exception.object()).isEqualTo(object);
		assertThat(exception.option()).isEmpty();
		assertThat(message).endsWith(": " + exception.errno() + ")");
	}

	@Test
	void saysWhereTheValueOfTheOptionComesFrom() {
		ErrnoException failure = new ErrnoException("open", "open {}", "/a", 2);
		Map<String, String> origins = Map.of("files.1", "line 3 of the file x");
		assertThat(new SystemCallException(failure, "files.1", origins))
			.hasMessage("cannot open /a: No such file or directory (open: ENOENT); set by line 3 of the file x")
			.returns("files.1", DaemonException::option);
		assertThat(new SystemCallException(failure, "pidFile", origins)).hasMessageEndingWith("(open: ENOENT)")
			.returns("pidFile", DaemonException::option);
	}

	/**
	 * It may be what a daemon says that somebody else has taken over.
	 */
	@Test
	void hasNothingInItThatATerminalObeys() {
		assertThat(new StartFailedException("no\u001b]0;title\u0007 \u009b2J\r\n\tline 2\rline 3\u202e",
				WaitStatus.UNKNOWN))
			.hasMessage("no\\u001b]0;title\\u0007 \\u009b2J\n\tline 2\\u000dline 3\\u202e");
	}

	@Test
	void readsPathAsText() {
		SystemCallException exception = new SystemCallException(
				new ErrnoException("open", "open {}", "/b\u00c3\u00a4r", 2));
		assertThat(exception).hasMessageStartingWith("cannot open /b\u00e4r: ");
		assertThat(exception.object()).isEqualTo("/b\u00e4r");
	}

	@Test
	void saysWhoHoldsTheLock() {
		FileLockedException exception = new FileLockedException("/run/app.pid", OptionalLong.of(4711));
		assertThat(exception).hasMessage("/run/app.pid is locked by process 4711: the daemon is already running");
		assertThat(exception.path()).isEqualTo("/run/app.pid");
		assertThat(exception.holder()).hasValue(4711);
		assertThat(new FileLockedException("/a", OptionalLong.empty()))
			.hasMessage("/a is locked by a process that this user cannot see: the daemon is already running, "
					+ "or else the file must be removed");
	}

	@Test
	void saysHowLongTheDaemonWasGiven() {
		StartTimeoutException exception = new StartTimeoutException(Duration.ofMinutes(2), List.of(), "");
		assertThat(exception).hasMessage("the daemon was not ready within 120 seconds, and was stopped");
		assertThat(exception.timeout()).isEqualTo(Duration.ofMinutes(2));
	}

}

package io.makedaemon;

import java.time.Duration;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.posix.ErrnoException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the exceptions say, and what they carry.
 */
class DaemonExceptionTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					open        | /a   | 13 | cannot open /a: Permission denied (open: EACCES)
					flock       | /a   | 37 | cannot lock /a: No locks available (flock: ENOLCK)
					chdir       | /a   | 2  | cannot enter the working directory /a: No such file or directory (chdir: ENOENT)
					posix_spawn | /a   | 8  | cannot execute /a: Exec format error (posix_spawn: ENOEXEC)
					pipe2       | ''   | 24 | cannot make a pipe: Too many open files (pipe2: EMFILE)
					setsid      | ''   | 1  | cannot begin a session: Operation not permitted (setsid: EPERM)
					getrlimit   | ''   | 14 | the system call failed: Bad address (getrlimit: EFAULT)
					umask       | 027  | 1  | cannot set the umask 027: Operation not permitted (umask: EPERM)
					setrlimit   | core hard 1 | 1 | cannot set the limit core hard 1: Operation not permitted (setrlimit: EPERM)
					getpwnam    | orders | 2 | cannot find the user orders: No such file or directory (getpwnam: ENOENT)
					getgrnam    | orders | 2 | cannot find the group orders: No such file or directory (getgrnam: ENOENT)
					initgroups  | orders | 1 | cannot take the groups of user orders: Operation not permitted (initgroups: EPERM)
					setresuid   | user orders | 11 | cannot become user orders: Resource temporarily unavailable (setresuid: EAGAIN)
					prctl       | KILL | 1  | cannot keep the capability KILL: Operation not permitted (prctl: EPERM)
					dup2        | fd 9 | 9  | the system call failed for fd 9: Bad file descriptor (dup2: EBADF)
					""")
	void saysWhatTheSystemRefused(String call, String object, int errno, String message) {
		SystemCallException exception = new SystemCallException(new ErrnoException(call, object, errno));
		assertThat(exception).hasMessage(message);
		assertThat(exception.call()).isEqualTo(call);
		assertThat(exception.object()).isEqualTo(object);
		assertThat(message).endsWith(": " + exception.errno() + ")");
	}

	@Test
	void readsPathAsText() {
		SystemCallException exception = new SystemCallException(new ErrnoException("open", "/b\u00c3\u00a4r", 2));
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
			.hasMessage("/a is locked by another process: the daemon is already running");
	}

	@Test
	void saysHowLongTheDaemonWasGiven() {
		StartTimeoutException exception = new StartTimeoutException(Duration.ofMinutes(2), "");
		assertThat(exception).hasMessage("the daemon was not ready within 120 seconds, and was stopped");
		assertThat(exception.timeout()).isEqualTo(Duration.ofMinutes(2));
	}

}

package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.makedaemon.jvm.JavaCommand;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.NativeLibrary;
import io.makedaemon.posix.Signals;
import io.makedaemon.proc.AttachSocket;
import io.makedaemon.proc.Environment;
import io.makedaemon.proc.ProcessIdentity;

/**
 * Takes dumps of the JVM of a running daemon, by the attach mechanism of HotSpot. Only
 * the daemon's user and root can do that.
 */
public final class DaemonDump {

	private static final int ROOT = 0;

	private static final long POLL_MILLIS = 10;

	/** How long a JVM may take to open the socket. */
	private static final Duration ATTACH_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration THREADS_TIMEOUT = Duration.ofMinutes(1);

	private static final Duration HEAP_TIMEOUT = Duration.ofHours(1);

	private static final String NOT_ATTACHABLE = "-XX:+DisableAttachMechanism";

	private static final String HEAP_IS_WRITTEN = "Heap dump file created";

	private final ProcessIdentity process;

	private DaemonDump(ProcessIdentity process) {
		this.process = process;
	}

	/**
	 * Return the dumps of a daemon.
	 * @param daemon the daemon
	 * @return its dumps
	 */
	public static DaemonDump of(RunningDaemon daemon) {
		return new DaemonDump(daemon.process());
	}

	/**
	 * Return what all threads are doing, with the locks that they hold.
	 * @return the thread dump, as it comes from the JVM
	 * @throws DaemonException if the JVM cannot be attached to
	 * @throws SystemCallException if it is not permitted, as with another user's daemon
	 * @throws InterruptedException if this thread is interrupted
	 */
	public String threads() throws InterruptedException {
		return run(List.of("threaddump", "-l"), THREADS_TIMEOUT);
	}

	/**
	 * Make the JVM write its live objects to a file. The file is created by the daemon's
	 * process, in its own file system and with the mode 0600.
	 * @param file the absolute path of the file, which must not exist
	 * @return the path by which this process can open the file
	 * @throws DaemonException if the JVM cannot be attached to, or cannot write the file
	 * @throws SystemCallException if it is not permitted, as with another user's daemon
	 * @throws InterruptedException if this thread is interrupted
	 */
	public Path heap(Path file) throws InterruptedException {
		if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
			throw new DaemonException(file + " exists: name a file that does not exist yet");
		}
		String answer = run(List.of("dumpheap", file.toString(), "-live"), HEAP_TIMEOUT);
		if (!answer.contains(HEAP_IS_WRITTEN)) {
			throw new DaemonException("the daemon cannot write its heap to " + file
					+ " with the rights of its own user: " + answer.strip()
					+ (Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? "\n\nRemove the incomplete file." : ""));
		}
		return Files.exists(file) ? file : this.process.root().resolve(Path.of("/").relativize(file));
	}

	private String run(List<String> command, Duration timeout) throws InterruptedException {
		try {
			checkUser();
			AttachSocket socket = AttachSocket.of(this.process);
			if (!socket.isOpen()) {
				open(socket);
			}
			return socket.run(command, timeout);
		}
		catch (ErrnoException ex) {
			throw new SystemCallException(ex);
		}
		catch (IOException ex) {
			throw new DaemonException(
					"cannot attach to the JVM of process " + this.process.pid() + ": " + ex.getMessage(), ex);
		}
		catch (UnsatisfiedLinkError | NoClassDefFoundError ex) {
			throw new DaemonException(NativeLibrary.failure(ex), ex);
		}
	}

	private void checkUser() throws IOException, ErrnoException {
		int user = ProcessState.effectiveUserId();
		Set<Integer> users = ProcessIdentity.userIds(this.process.pid());
		if (user != ROOT && !users.equals(Set.of(user))) {
			throw new ErrnoException("kill", "attach to {}", "process " + this.process.pid(), ErrnoException.EPERM);
		}
	}

	private boolean isNotAttachable() {
		Environment environment = ProcessIdentity.environment(this.process.pid());
		return ProcessIdentity.hasArgument(this.process.pid(), NOT_ATTACHABLE) || JavaCommand.OPTION_VARIABLES.stream()
			.map(environment::get)
			.anyMatch((options) -> options != null && options.contains(NOT_ATTACHABLE));
	}

	/**
	 * Make the JVM open the socket. A JVM that does not handle the signal would end by
	 * it, and one that may not open the socket would print a thread dump.
	 */
	private void open(AttachSocket socket) throws IOException, ErrnoException, InterruptedException {
		if (isNotAttachable()) {
			throw new IOException("it has the option " + NOT_ATTACHABLE);
		}
		if (!this.process.handles(Signals.SIGQUIT)) {
			throw new IOException("it does not handle SIGQUIT, as with the option -Xrs, and would end by it");
		}
		socket.request();
		try {
			DaemonControl.send(this.process, Signals.SIGQUIT);
			long start = System.nanoTime();
			while (!socket.isOpen()) {
				if (!this.process.isAlive()) {
					throw new IOException("it has ended");
				}
				if (System.nanoTime() - start > ATTACH_TIMEOUT.toNanos()) {
					throw new IOException("it has not answered within " + ATTACH_TIMEOUT.toSeconds() + " seconds");
				}
				TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
			}
		}
		finally {
			socket.cancelRequest();
		}
	}

}

package io.makedaemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.makedaemon.jvm.JavaCommand;
import io.makedaemon.proc.ProcSelf;

/**
 * Turns the running program into a daemon.
 *
 * <pre class="code">
 * public static void main(String[] args) {
 * 	DaemonFile lock = DaemonFile.of(Path.of("/run/lock/example"), CREATE, WRITE).locked();
 * 	DaemonContext context = Daemon.makeDaemon(DaemonAttr.builder().files(lock).build());
 * 	// Only the daemon comes here, and holds the lock
 * }
 * </pre>
 *
 * <p>
 * A JVM cannot fork, so the program is run again. The <em>parent</em>, which is the
 * program as the user started it, starts a small JVM, the <em>first child</em>. That one
 * leads a new session, prepares what a process passes on to its children (working
 * directory, umask, descriptors, environment), starts the program again as the
 * <em>daemon</em> and ends, so that the daemon is nobody's child and does not lead its
 * session. Everything in front of {@link #makeDaemon} therefore runs twice, in the parent
 * and in the daemon: it belongs at the beginning of {@code main}.
 *
 * <p>
 * Needs a 64-bit Linux with {@code /proc}, and a program that the {@code java} launcher
 * started.
 */
public final class Daemon {

	private static volatile @Nullable DaemonContext context;

	private Daemon() {
	}

	/**
	 * Turns the program into a daemon. In the parent this method does not return: it ends
	 * the process with exit code 0 once the first child has done its work, or, with a
	 * {@linkplain DaemonAttr.Builder#startTimeout start timeout}, once the daemon is
	 * ready. In the daemon it returns what the daemon has inherited.
	 *
	 * <p>
	 * The parent ends as by _exit(2): its shutdown hooks do not run, and files that are
	 * to be deleted at its end are not, since what the program has registered before this
	 * call it registers in the daemon as well.
	 *
	 * <p>
	 * If this JVM has options by which it holds what the daemon's JVM needs as well (a
	 * debugger's or agent's port, a port for JMX, the file of a log or a flight
	 * recording), the parent becomes a small program that waits, under the same process
	 * id, as soon as the first child runs. What would be an exception is told on standard
	 * error then, with an exit code that is not 0.
	 * @param attr the options. The daemon builds its own, which must declare the same
	 * files
	 * @return what the daemon has inherited
	 * @throws DaemonException if the program cannot be daemonized. In the parent
	 * everything is then as it was before the call, and nothing else is running: it may
	 * go on, in the foreground
	 * @throws IllegalStateException if the program was daemonized before
	 */
	public static synchronized DaemonContext makeDaemon(DaemonAttr attr) {
		if (context != null) {
			throw new IllegalStateException("this process is a daemon already");
		}
		if (!Stage2Daemon.isThisProcess()) {
			throw Stage0Parent.handOver(attr);
		}
		DaemonContext inherited = Stage2Daemon.takeOver(attr);
		context = inherited;
		return inherited;
	}

	/**
	 * Tells that the program is not to become a daemon now, but to go on in the
	 * foreground. Does nothing, unless a launcher script for a prepared program has
	 * started this JVM with options that are good for a parent only: then this process
	 * becomes the program anew, by execve(2), with the options that the user has given.
	 * @throws DaemonException if it cannot become it
	 */
	public static void stayInForeground() {
		if (Stage0Launched.isThisProcess()) {
			throw Stage0Launched.become();
		}
	}

	/**
	 * Returns the stage that this process is in: valid before and after
	 * {@link #makeDaemon}, and also when that is never called.
	 * @return the stage
	 */
	public static DaemonStage stage() {
		if (Stage1FirstChild.isThisProcess()) {
			return DaemonStage.FIRST_CHILD;
		}
		return Stage2Daemon.isThisProcess() ? DaemonStage.DAEMON : DaemonStage.PARENT;
	}

	/**
	 * Returns what {@link #makeDaemon} returned in this process.
	 * @return what the daemon has inherited; empty if {@code makeDaemon} has not returned
	 */
	public static Optional<DaemonContext> context() {
		return Optional.ofNullable(context);
	}

	/**
	 * Returns the directory in which the user typed the command: what relative paths of
	 * the user's mean.
	 * @return in the daemon, the parent's working directory; otherwise this process's own
	 */
	public static Path launchDirectory() {
		return Stage2Daemon.isThisProcess() ? Stage2Daemon.launchDirectory() : Path.of("").toAbsolutePath();
	}

	/**
	 * Returns whether this JVM records, for later ones, what it does: a class-data
	 * archive ({@code -XX:ArchiveClassesAtExit}), an AOT cache
	 * ({@code -XX:AOTCacheOutput}, {@code -XX:AOTMode=record}), a list of its classes, or
	 * a checkpoint. A program that is run for that is to be watched until it ends, and
	 * better does not become a daemon.
	 * @return whether it does; false where that is not known
	 */
	public static boolean isTrainingRun() {
		try {
			return JavaCommand.current().isTrainingRun();
		}
		catch (IOException ex) {
			// No daemon can be made then either
			return false;
		}
	}

	/**
	 * Say why this program cannot be daemonized, if so. This depends on the operating
	 * system, the Java runtime, and what has started the program, not on its code.
	 * @return null if it can be daemonized; otherwise the reason, as a clause, with what
	 * to do
	 */
	public static @Nullable String unsupported() {
		String system = ProcSelf.unsupported();
		return (system != null) ? system : ProcSelf.unrepeatable();
	}

}

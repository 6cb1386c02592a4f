package io.makedaemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.makedaemon.jvm.JavaCommand;
import io.makedaemon.prepare.LaunchedProcess;
import io.makedaemon.proc.ProcSelf;

/**
 * Turns the running program into a daemon.
 *
 * <pre class="code">
 * public static void main(String[] args) {
 * 	DaemonFile lock = DaemonFile.of(Path.of("/run/lock/example"), CREATE, WRITE).locked();
 * 	DaemonContext context = Daemon.makeDaemon(DaemonAttr.builder().files(lock).build());
 * 	// Only the daemon gets here, and it holds the lock
 * }
 * </pre>
 *
 * <p>
 * A JVM cannot fork, so the program is run again. The <em>parent</em>, the program as the
 * user started it, starts a small JVM, the <em>first child</em>. The first child leads a
 * new session, sets up what a process passes on to its children (working directory,
 * umask, descriptors, environment), starts the program again as the <em>daemon</em>, and
 * exits. The daemon is therefore nobody's child and does not lead its session. Everything
 * before {@link #makeDaemon} runs twice, in the parent and in the daemon, so call it at
 * the beginning of {@code main}.
 *
 * <p>
 * Requires 64-bit Linux with {@code /proc}, and a program that was started by the
 * {@code java} launcher.
 */
public final class Daemon {

	private static volatile @Nullable DaemonContext context;

	private Daemon() {
	}

	/**
	 * Turn the program into a daemon. In the parent this method does not return: it ends
	 * the process with exit code 0 once the first child has done its work or, with a
	 * {@linkplain DaemonAttr.Builder#startTimeout start timeout}, once the daemon is
	 * ready. In the daemon it returns what the daemon has inherited.
	 *
	 * <p>
	 * The parent ends as if by _exit(2): its shutdown hooks do not run, and its
	 * delete-on-exit files are not deleted, because whatever the program registered
	 * before this call is registered in the daemon, too.
	 *
	 * <p>
	 * If the JVM options reserve something that the daemon's JVM also needs (the port of
	 * a debugger, an agent, or JMX, or the file of a log or a flight recording), the
	 * parent becomes a small waiting program, under the same process id, as soon as the
	 * first child runs. A failure is then printed to standard error, with a non-zero exit
	 * code, instead of being thrown as an exception.
	 * @param attr the options. The daemon builds its own options, which must declare the
	 * same files
	 * @return what the daemon has inherited
	 * @throws DaemonException if the program cannot be daemonized. In the parent,
	 * everything is then as it was before the call and no other process is left running:
	 * the program may continue in the foreground
	 * @throws IllegalStateException if the program is already daemonized
	 */
	public static synchronized DaemonContext makeDaemon(DaemonAttr attr) {
		if (context != null) {
			throw new IllegalStateException("this process is already a daemon");
		}
		if (!Stage2Daemon.isThisProcess()) {
			throw Stage0Parent.handOver(attr, null);
		}
		DaemonContext inherited = Stage2Daemon.takeOver(attr);
		context = inherited;
		return inherited;
	}

	/**
	 * Replace the running daemon by a new generation of it, without refusing a single
	 * connection. The new generation is started like a daemon by {@link #makeDaemon},
	 * while the running one serves, and inherits the
	 * {@linkplain DaemonAttr.Builder#sockets sockets}, the
	 * {@linkplain DaemonAttr.Builder#pidFile pid file} and the locked files that the
	 * running one has open. When it calls {@link DaemonContext#ready()}, it takes over:
	 * the pid file names it from then on, and the former generation runs its
	 * {@linkplain DaemonContext#onDrain drain action} and ends. If the new generation
	 * does not become ready, the running one goes on as if nothing had happened.
	 *
	 * <p>
	 * A program can be upgraded if it has a socket and a pid file, handles SIGHUP
	 * ({@link DaemonSignal#HUP}), calls {@code ready()} before it accepts connections,
	 * and sets a drain action, which stops accepting. In the parent, this method does not
	 * return: it ends the process with exit code 0 once the former generation has ended.
	 * In the daemon, it does the same as {@code makeDaemon}.
	 * @param attr the options, with a pid file, a start timeout and sockets
	 * @param endTimeout how long the former generation may take to drain and to end
	 * @return what the daemon has inherited
	 * @throws DaemonException if the new generation cannot take over, or if there is no
	 * running daemon that can be upgraded. If the former generation does not end in time,
	 * the message says so; the new one serves then
	 * @throws IllegalStateException if the program is already daemonized
	 */
	public static synchronized DaemonContext upgrade(DaemonAttr attr, Duration endTimeout) {
		if (!Stage2Daemon.isThisProcess()) {
			throw Stage0Parent.handOver(attr, Stage0Upgrade.of(attr.options(), endTimeout));
		}
		return makeDaemon(attr);
	}

	/**
	 * Continue in the foreground instead of becoming a daemon. This method does nothing,
	 * unless the launcher script of a prepared program has started this JVM with options
	 * that suit a parent only: then this process is replaced, by execve(2), by the
	 * program with the options that the user has given.
	 * @throws DaemonException if the process cannot be replaced
	 */
	public static void stayInForeground() {
		if (LaunchedProcess.isThisProcess()) {
			throw Stage0Launched.become();
		}
	}

	/**
	 * Return the stage that this process is in. The result is valid before and after
	 * {@link #makeDaemon}, and even if that is never called.
	 * @return the stage
	 */
	public static DaemonStage stage() {
		if (Stage1FirstChild.isThisProcess()) {
			return DaemonStage.FIRST_CHILD;
		}
		return Stage2Daemon.isThisProcess() ? DaemonStage.DAEMON : DaemonStage.PARENT;
	}

	/**
	 * Return the result of {@link #makeDaemon} in this process.
	 * @return what the daemon has inherited; empty if {@code makeDaemon} has not returned
	 */
	public static Optional<DaemonContext> context() {
		return Optional.ofNullable(context);
	}

	/**
	 * Return the directory in which the user typed the command, against which the user's
	 * relative paths are resolved.
	 * @return the parent's working directory in the daemon; otherwise the working
	 * directory of this process
	 */
	public static Path launchDirectory() {
		return Stage2Daemon.isThisProcess() ? Stage2Daemon.launchDirectory() : Path.of("").toAbsolutePath();
	}

	/**
	 * Return whether this JVM records something for later runs: a class-data archive
	 * ({@code -XX:ArchiveClassesAtExit}), an AOT cache ({@code -XX:AOTCacheOutput},
	 * {@code -XX:AOTMode=record}), a list of its classes, or a checkpoint. Such a program
	 * should be watched until it ends, and should not become a daemon.
	 * @return whether this is a training run; false if that is not known
	 */
	public static boolean isTrainingRun() {
		try {
			return JavaCommand.current().isTrainingRun();
		}
		catch (IOException ex) {
			// No daemon can be made in this case either
			return false;
		}
	}

	/**
	 * Return the reason why this program cannot be daemonized, if there is one. This
	 * depends on the operating system, the Java runtime, and how the program was started,
	 * not on its code.
	 * @return the reason, as a clause, and what to do; null if the program can be
	 * daemonized
	 */
	public static @Nullable String unsupported() {
		String system = ProcSelf.unsupported();
		return (system != null) ? system : ProcSelf.unrepeatable();
	}

}

package io.makedaemon;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

import io.makedaemon.jvm.JavaCommand;
import io.makedaemon.parent.FirstChildFiles;
import io.makedaemon.pidfile.PidFile;
import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.NativeLibrary;
import io.makedaemon.posix.Posix;
import io.makedaemon.proc.FileSnapshot;
import io.makedaemon.proc.ProcessIdentity;

/**
 * The native calls by which a command acts on a daemon. If this JVM would print a warning
 * about native calls, a small program makes them in a JVM that permits them, so that the
 * user sees only the result of the command.
 */
final class DaemonControl {

	private static final String SIGNAL = "signal";

	private static final String REMOVE = "remove";

	/** The exit codes of the small program; 1 is also that of a JVM that has failed. */
	private static final int DONE = 0;

	private static final int FAILED = 1;

	private static final int ENDED = 2;

	/** Added to the error number if the call has failed. */
	private static final int ERRNO = 100;

	private DaemonControl() {
	}

	/**
	 * Send a daemon a signal.
	 * @param daemon the daemon
	 * @param signal the signal's number
	 * @return whether it was sent; false if the daemon has ended
	 * @throws ErrnoException if it is not permitted
	 * @throws InterruptedException if this thread is interrupted
	 */
	static boolean send(ProcessIdentity daemon, int signal) throws ErrnoException, InterruptedException {
		int exitCode = runProgram("", SIGNAL, Long.toString(daemon.pid()), Long.toString(daemon.startTime()),
				Integer.toString(signal));
		if (exitCode > ERRNO) {
			throw new ErrnoException("kill", "send a signal to {}", "process " + daemon.pid(), exitCode - ERRNO);
		}
		return (exitCode == FAILED) ? sendHere(daemon, signal) : exitCode == DONE;
	}

	/**
	 * Send the signal in this process. A process descriptor never refers to another
	 * process, even if the process id is reused.
	 */
	private static boolean sendHere(ProcessIdentity daemon, int signal) throws ErrnoException {
		int descriptor = Posix.pidfdOpen(daemon.pid());
		try {
			if (!daemon.isAlive()) {
				return false;
			}
			if (descriptor >= 0) {
				Posix.pidfdSendSignal(descriptor, signal);
			}
			else {
				Posix.kill(daemon.pid(), signal);
			}
			return true;
		}
		catch (ErrnoException ex) {
			if (ex.errno() == ErrnoException.ESRCH) {
				return false;
			}
			throw ex;
		}
		finally {
			Posix.close(descriptor);
		}
	}

	/**
	 * Remove the pid file that a daemon has left behind, if nobody has locked it since
	 * and this user may remove it.
	 * @param pidFile the file that was the daemon's
	 * @throws InterruptedException if this thread is interrupted
	 */
	static void remove(FileSnapshot pidFile) throws InterruptedException {
		if (runProgram(BytePath.of(pidFile.path()), REMOVE, Long.toString(pidFile.device()),
				Long.toString(pidFile.inode())) == FAILED) {
			PidFile.removeLeft(pidFile);
		}
	}

	/**
	 * Run the small program.
	 * @return its exit code; {@link #FAILED} if this JVM can make the calls itself
	 */
	private static int runProgram(String input, String... arguments) throws InterruptedException {
		if (NativeLibrary.isPermitted()) {
			return FAILED;
		}
		try (FirstChildFiles files = FirstChildFiles.create(DaemonControl.class)) {
			List<String> command = files.command();
			command.addAll(List.of(arguments));
			ProcessBuilder builder = new ProcessBuilder(command);
			JavaCommand.OPTION_VARIABLES.forEach(builder.environment()::remove);
			builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
			Process program = builder.start();
			try (OutputStream out = program.getOutputStream()) {
				out.write(ByteStrings.toBytes(input));
			}
			return program.waitFor();
		}
		catch (IOException ex) {
			return FAILED;
		}
	}

	/**
	 * Run as the small program.
	 * @param args the action and its arguments
	 * @throws IOException if the path cannot be read
	 */
	public static void main(String[] args) throws IOException {
		System.exit(args[0].equals(REMOVE) ? removeAsProgram(args) : sendAsProgram(args));
	}

	private static int removeAsProgram(String[] args) throws IOException {
		FileSnapshot file = FileSnapshot.of(BytePath.toPath(ByteStrings.of(System.in.readAllBytes())));
		if (file.device() == Long.parseLong(args[1]) && file.inode() == Long.parseLong(args[2])) {
			PidFile.removeLeft(file);
		}
		return DONE;
	}

	private static int sendAsProgram(String[] args) {
		try {
			ProcessIdentity daemon = new ProcessIdentity(Long.parseLong(args[1]), Long.parseLong(args[2]));
			return sendHere(daemon, Integer.parseInt(args[3])) ? DONE : ENDED;
		}
		catch (ErrnoException ex) {
			return ERRNO + ex.errno();
		}
	}

}

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
 * What a command does to a daemon by native calls. A JVM that warns of these leaves them
 * to a small program, in a JVM that is permitted to make them: the user is to see the
 * result of the command, and nothing else.
 */
final class DaemonControl {

	private static final String SIGNAL = "signal";

	private static final String REMOVE = "remove";

	/** The small program's exit codes: 1 is that of a JVM that has failed. */
	private static final int DONE = 0;

	private static final int FAILED = 1;

	private static final int ENDED = 2;

	/** The call has failed, with the error number behind this. */
	private static final int ERRNO = 100;

	private DaemonControl() {
	}

	/**
	 * Send a daemon a signal.
	 * @param daemon the daemon
	 * @param signal the signal's number
	 * @return whether it was sent; otherwise the daemon has ended
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
	 * What a process descriptor stands for is no other process, whatever becomes of the
	 * process id.
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
	 * Remove the pid file of a daemon that has left it, if nobody has it locked by now,
	 * and this user may do it.
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
	 * Runs the small program.
	 * @return its exit code, which is that of a failure too where there is no need of it
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
	 * Runs as the small program.
	 * @param args what to do
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

package io.makedaemon;

import java.io.IOException;
import java.util.List;

import io.makedaemon.jvm.JavaCommand;
import io.makedaemon.parent.PrivateDirectory;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.NativeLibrary;
import io.makedaemon.posix.Posix;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.systemd.ActivatedSocket;

/**
 * Stage 0 in a JVM that a launcher script has started with options that suit only a
 * parent. If no daemon is wanted, the program must not continue with these options.
 */
final class Stage0Launched {

	/** The launcher does not need this process then. */
	private static final String WAY_OUT = ", or give the launcher the command run";

	private Stage0Launched() {
	}

	/**
	 * Replace this process by the program as it runs without the script, with the same
	 * process id and terminal.
	 * @return why this is impossible
	 */
	static DaemonException become() {
		try {
			loadNativeLibrary();
			JavaCommand command = JavaCommand.current();
			List<String> arguments = command.arguments(ProcSelf.javaLauncher(), List.of(), List.of());
			ProcSelf.closeOnExecAllBut(activated());
			return new SystemCallException(Posix.execve(arguments, command.environment().variables()));
		}
		catch (ErrnoException ex) {
			return new SystemCallException(ex);
		}
		catch (IOException ex) {
			return new DaemonException("cannot run the program without its launcher: " + ex.getMessage() + WAY_OUT, ex);
		}
		catch (UnsatisfiedLinkError | NoClassDefFoundError ex) {
			return new DaemonException(NativeLibrary.failure(ex) + WAY_OUT, ex);
		}
	}

	/**
	 * Return the descriptors of the service manager's sockets. They are for this process,
	 * whatever program it becomes.
	 */
	private static List<Integer> activated() {
		return (System.getenv(ActivatedSocket.PROCESS) != null)
				? ActivatedSocket.ofThisProcess().stream().map(ActivatedSocket::descriptor).toList() : List.of();
	}

	/**
	 * Load the native library from a directory that is removed here, since a process that
	 * becomes another program does not clean up.
	 */
	private static void loadNativeLibrary() throws IOException {
		try (PrivateDirectory directory = PrivateDirectory.create()) {
			NativeLibrary.copyTo(directory.path());
			NativeLibrary.load(directory.path());
		}
	}

}

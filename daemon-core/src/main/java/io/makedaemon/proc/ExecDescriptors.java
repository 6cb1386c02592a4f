package io.makedaemon.proc;

import java.util.List;

import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.ErrnoException;

/**
 * The descriptors that a program leaves open for the one it becomes, see execve(2).
 */
public final class ExecDescriptors {

	private static final int STDERR = 2;

	private ExecDescriptors() {
	}

	/**
	 * Close all descriptors of this process on exec but the standard streams and those
	 * that are named. A JVM leaves those of its jars and sockets open.
	 * @param kept the descriptors that stay open
	 * @throws ErrnoException if the open descriptors cannot be listed
	 */
	public static void keep(List<Integer> kept) throws ErrnoException {
		for (int descriptor : ProcSelf.openDescriptors()) {
			if (descriptor > STDERR) {
				Descriptors.closeOnExec(descriptor, !kept.contains(descriptor));
			}
		}
	}

}

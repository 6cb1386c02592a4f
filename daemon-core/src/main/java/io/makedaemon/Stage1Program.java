package io.makedaemon;

import java.util.List;

import io.makedaemon.jvm.ArgumentFile;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.MemoryFile;
import io.makedaemon.posix.Posix;
import io.makedaemon.proc.ProcSelf;

/**
 * The program that the first child starts as the daemon.
 */
final class Stage1Program {

	private final String executable;

	private final List<String> environment;

	private final List<Integer> descriptors;

	private int argumentsDescriptor = -1;

	/**
	 * Create a program.
	 * @param executable its file
	 * @param environment its whole environment
	 * @param descriptors the descriptors that become its descriptors 0, 1, 2, …
	 */
	Stage1Program(String executable, List<String> environment, List<Integer> descriptors) {
		this.executable = executable;
		this.environment = environment;
		this.descriptors = descriptors;
	}

	/**
	 * Start the program.
	 * @param arguments its arguments, beginning with {@code argv[0]}
	 * @return the process id
	 */
	long spawn(List<String> arguments) throws ErrnoException {
		try {
			return start(arguments);
		}
		catch (ErrnoException ex) {
			if (ex.errno() != ErrnoException.E2BIG) {
				throw ex;
			}
			return start(fromFile(arguments));
		}
	}

	/**
	 * Return the program's descriptor of the file that its arguments were read from; -1
	 * if they were not.
	 */
	int argumentsDescriptor() {
		return this.argumentsDescriptor;
	}

	private long start(List<String> arguments) throws ErrnoException {
		int[] inherited = new int[this.descriptors.size()];
		for (int i = 0; i < inherited.length; i++) {
			inherited[i] = this.descriptors.get(i);
		}
		return Posix.posixSpawn(this.executable, arguments, this.environment, inherited, ProcSelf.openDescriptors());
	}

	/**
	 * Put the arguments into an argument file, since expanded argument files and absolute
	 * paths can be longer than exec permits.
	 */
	private List<String> fromFile(List<String> arguments) throws ErrnoException {
		int file = MemoryFile.create("arguments");
		Posix.write(file, ArgumentFile.join(arguments.subList(1, arguments.size())), "the long command line to memory");
		this.argumentsDescriptor = this.descriptors.size();
		this.descriptors.add(file);
		return List.of(arguments.get(0), "@" + ProcSelf.descriptorPath(this.argumentsDescriptor));
	}

}

package io.makedaemon.parent;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.Posix;
import io.makedaemon.posix.Posix.Pipe;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.proc.ProcessIdentity;
import io.makedaemon.wire.ParentHandover;

/**
 * A child process that inherits descriptors of its parent, which {@link ProcessBuilder}
 * cannot pass on. Its standard streams are pipes, as with {@link ProcessBuilder}.
 */
public final class SpawnedProcess extends Process {

	private final long pid;

	/** Refers to this process only, even once another process has its id. */
	private final Optional<ProcessHandle> handle;

	private final List<Integer> descriptors;

	private final boolean adopted;

	private final OutputStream input;

	private final InputStream output;

	private final InputStream errors;

	private boolean ended;

	private SpawnedProcess(long pid, boolean adopted, List<Integer> descriptors) {
		this.pid = pid;
		this.handle = ProcessHandle.of(pid);
		this.adopted = adopted;
		this.descriptors = descriptors;
		this.input = new FileOutputStream(Descriptors.adopt(descriptors.get(0)));
		this.output = new FileInputStream(Descriptors.adopt(descriptors.get(1)));
		this.errors = new FileInputStream(Descriptors.adopt(descriptors.get(2)));
	}

	/**
	 * Start a program.
	 * @param arguments the program's file and its arguments, as text
	 * @param environment the whole environment, as byte strings
	 * @param inherited the descriptors that become the program's 3, 4, 5, …
	 * @return the process
	 * @throws ErrnoException if it cannot be started; no descriptor is left open then
	 */
	public static SpawnedProcess start(List<String> arguments, List<String> environment, int[] inherited)
			throws ErrnoException {
		List<Integer> opened = new ArrayList<>();
		try {
			Pipe input = pipe(opened);
			Pipe output = pipe(opened);
			Pipe errors = pipe(opened);
			int[] descriptors = new int[ParentHandover.STREAMS + inherited.length];
			descriptors[0] = input.reader();
			descriptors[1] = output.writer();
			descriptors[2] = errors.writer();
			System.arraycopy(inherited, 0, descriptors, ParentHandover.STREAMS, inherited.length);
			List<String> bytes = arguments.stream().map(ByteStrings::encode).toList();
			long pid = Posix.posixSpawn(bytes.get(0), bytes, environment, descriptors, ProcSelf.openDescriptors());
			Posix.close(input.reader());
			Posix.close(output.writer());
			Posix.close(errors.writer());
			return new SpawnedProcess(pid, false, List.of(input.writer(), output.reader(), errors.reader()));
		}
		catch (ErrnoException ex) {
			opened.forEach(Posix::close);
			throw ex;
		}
	}

	/**
	 * Adopt a child process that was started by the program that this process ran before.
	 * This makes no native call.
	 * @param pid the process id
	 * @param descriptors what {@link #descriptors()} returned
	 * @return the process
	 */
	public static SpawnedProcess adopt(long pid, List<Integer> descriptors) {
		return new SpawnedProcess(pid, true, descriptors);
	}

	private static Pipe pipe(List<Integer> opened) throws ErrnoException {
		Pipe pipe = Posix.pipe();
		opened.add(pipe.reader());
		opened.add(pipe.writer());
		return pipe;
	}

	/**
	 * Kill the child processes that {@link ProcessBuilder} has started but not returned.
	 * @param argument a text that an argument of theirs contains, and no other process's
	 */
	public static void killForgotten(String argument) {
		ProcessHandle.current()
			.children()
			.map((child) -> ProcessIdentity.ofChild(child.pid()))
			.filter((child) -> ProcessIdentity.hasArgument(child.pid(), argument))
			.forEach((child) -> new DaemonProcess(child).kill());
	}

	/**
	 * Return this process's descriptors of the child's standard streams.
	 * @return the three descriptors
	 */
	public List<Integer> descriptors() {
		return this.descriptors;
	}

	@Override
	public long pid() {
		return this.pid;
	}

	@Override
	public OutputStream getOutputStream() {
		return this.input;
	}

	@Override
	public InputStream getInputStream() {
		return this.output;
	}

	@Override
	public InputStream getErrorStream() {
		return this.errors;
	}

	@Override
	public synchronized int waitFor() {
		if (this.adopted) {
			// Remains as a zombie until this process ends, which is soon
			this.handle.ifPresent((process) -> process.onExit().join());
		}
		else if (!this.ended) {
			Posix.waitpid(this.pid);
		}
		this.ended = true;
		return 0;
	}

	@Override
	public int exitValue() {
		throw new UnsupportedOperationException("the exit code of a first child is of no use: see its report");
	}

	@Override
	public void destroy() {
		this.handle.ifPresent(ProcessHandle::destroyForcibly);
	}

}

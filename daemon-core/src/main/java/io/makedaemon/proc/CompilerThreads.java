package io.makedaemon.proc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.CpuSet;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.Posix;

/**
 * The compilers of the daemon's JVM, C1 and C2. While it starts they want a CPU each, and
 * the application, which is one thread then, has to share with them. Until the daemon is
 * ready, they are held back:
 * <ul>
 * <li>C2, which takes more than all others and of which little depends then, is made
 * nicer, so that it has what is left over. Only a privileged process may take that back,
 * see setpriority(2), so others leave it alone.</li>
 * <li>Where there are two CPUs, both compilers share one of them. With more there is none
 * to spare, and one is for everybody.</li>
 * </ul>
 * The benchmarks have what it brings; thousands of requests later the daemon is still
 * ahead. Nothing else depends on it, and what cannot be done is left out.
 *
 * <p>
 * A JVM starts compilers when there is much to compile, and a new one inherits what its
 * starter is held back by.
 */
public final class CompilerThreads {

	private static final int CPUS = 2;

	/** C2 has a tenth of a CPU then that others want. */
	private static final int NICER = 10;

	private static final int NICEST = 19;

	/** The JVM starts this one behind its compilers. */
	private static final String LATER = "Notification Th";

	private static final Path THIS_THREAD = Path.of("/proc/thread-self");

	private final Path process;

	private @Nullable Boolean canBeTakenBack;

	/** One look after the last thread has its name, all others have theirs. */
	private boolean lastLook;

	/**
	 * Create an instance.
	 * @param pid the process id, of a process of the same user
	 */
	public CompilerThreads(long pid) {
		this.process = Path.of("/proc", Long.toString(pid));
	}

	/**
	 * Hold back the compilers that there are by now. It is always the same thread that
	 * does so.
	 * @return whether there will be no others
	 */
	public boolean holdBack() {
		try {
			CpuSet both = both();
			boolean nicer = canBeTakenBack();
			if (both == null && !nicer) {
				return true;
			}
			boolean done = this.lastLook;
			int nice = ProcStat.of(this.process).nice();
			for (Compiler compiler : look()) {
				boolean leftOver = nicer && compiler.isC2() && compiler.nice == nice;
				compiler.give((both != null) ? both.last() : null, leftOver ? nicer(nice) : compiler.nice);
			}
			return done;
		}
		catch (IOException | ErrnoException ex) {
			// It has ended
			return true;
		}
	}

	/**
	 * Let the compilers have what all other threads have.
	 */
	public void release() {
		try {
			letGo();
			// Those that others have started meanwhile
			letGo();
		}
		catch (IOException | ErrnoException ex) {
			// The process has ended
		}
	}

	private void letGo() throws IOException, ErrnoException {
		CpuSet both = both();
		int nice = ProcStat.of(this.process).nice();
		for (Compiler compiler : look()) {
			compiler.give(both, (compiler.nice == nicer(nice)) ? nice : compiler.nice);
		}
	}

	private static int nicer(int nice) {
		return Math.min(nice + NICER, NICEST);
	}

	/**
	 * Return the CPUs of this process, and so of the daemon's, if they are two.
	 */
	private static @Nullable CpuSet both() throws ErrnoException {
		CpuSet all = CpuSet.ofThisThread();
		return (all.size() == CPUS) ? all : null;
	}

	private boolean canBeTakenBack() throws IOException {
		if (this.canBeTakenBack == null) {
			int nice = ProcStat.of(THIS_THREAD).nice();
			try {
				Posix.setpriority(0, nice + 1);
				Posix.setpriority(0, nice);
				this.canBeTakenBack = true;
			}
			catch (ErrnoException ex) {
				this.canBeTakenBack = false;
			}
		}
		return this.canBeTakenBack;
	}

	/**
	 * Find the compilers that have their names by now.
	 */
	private List<Compiler> look() {
		List<Compiler> compilers = new ArrayList<>();
		String[] ids = this.process.resolve("task").toFile().list();
		for (String id : (ids != null) ? ids : new String[0]) {
			try {
				ProcStat thread = ProcStat.of(this.process.resolve("task").resolve(id));
				String name = thread.name();
				if (name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler")) {
					compilers.add(new Compiler(Long.parseLong(id), name, thread.nice()));
				}
				this.lastLook = this.lastLook || name.equals(LATER);
			}
			catch (IOException ex) {
				// It has ended
			}
		}
		return compilers;
	}

	/**
	 * A compiler's thread.
	 */
	private record Compiler(long id, String name, int nice) {

		boolean isC2() {
			return this.name.startsWith("C2");
		}

		void give(@Nullable CpuSet cpus, int nice) {
			try {
				if (cpus != null) {
					cpus.assignTo(this.id);
				}
				if (nice != this.nice) {
					Posix.setpriority(this.id, nice);
				}
			}
			catch (ErrnoException ex) {
				// It has ended, or may not be told
			}
		}

	}

}

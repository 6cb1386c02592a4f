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
 * The compilers of the daemon's JVM, C1 and C2. During a start, each of them can use a
 * whole CPU, and the application, which runs in one thread then, has to share with them.
 * Until the daemon is ready, they are held back:
 * <ul>
 * <li>C2, which needs the most CPU time and contributes little at that point, gets a
 * higher nice value, so that it runs on leftover CPU time. Only a privileged process may
 * undo that, see setpriority(2), so an unprivileged one does not do it.</li>
 * <li>On a machine with two CPUs, both compilers share one of them. With more CPUs this
 * is not needed, and with a single one it is impossible.</li>
 * </ul>
 * The benchmarks show the gain; after thousands of requests the daemon is still ahead.
 * Nothing else depends on it, and what is not possible is skipped.
 *
 * <p>
 * A JVM starts more compilers when there is much to compile. A new one inherits the
 * restrictions of the thread that starts it.
 */
public final class CompilerThreads {

	private static final int CPUS = 2;

	/** With it, C2 gets a tenth of a CPU that other threads want too. */
	private static final int NICER = 10;

	private static final int NICEST = 19;

	/** The JVM starts this thread after its compilers. */
	private static final String LATER = "Notification Th";

	private static final Path THIS_THREAD = Path.of("/proc/thread-self");

	private final Path process;

	private @Nullable Boolean canBeTakenBack;

	/**
	 * Set once the last thread has its name: by the next look, all others have theirs.
	 */
	private boolean lastLook;

	/**
	 * Create an instance.
	 * @param pid the process id, of a process of the same user
	 */
	public CompilerThreads(long pid) {
		this.process = Path.of("/proc", Long.toString(pid));
	}

	/**
	 * Hold back the compilers that exist by now. This method is always called by the same
	 * thread.
	 * @return whether there will be no further ones
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
	 * Let the compilers run like all other threads.
	 */
	public void release() {
		try {
			letGo();
			// Those that others have started in the meantime
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
	 * Return the CPUs of this process, and thus of the daemon, if there are exactly two.
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
	 * Find the compilers that already have their names.
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
				// It has ended, or this user may not change it
			}
		}

	}

}

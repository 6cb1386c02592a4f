package io.makedaemon.launch;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import io.makedaemon.posix.CpuSet;
import io.makedaemon.posix.SystemCallFailure;

/**
 * The compilers of the daemon's JVM, C1 and C2. While it starts they want a CPU each, and
 * where there are two, the application, which is one thread then, gets two thirds of one.
 * So they have to share one of the two until the daemon is ready: it is ready after 0.86
 * of the time, and thousands of requests later still ahead (see the benchmarks).
 *
 * <p>
 * With any other number of CPUs nothing is done: there is none to spare, or one for
 * everybody. Nothing else depends on it, and what cannot be done is left out. The threads
 * are of the same user as this process, which is all that sched_setaffinity(2) asks for.
 */
public final class CompilerThreads {

	private static final int CPUS = 2;

	/** The JVM starts this one behind its compilers. */
	private static final String LATER = "Notification Th";

	private static final int LONGEST_NAME = 16;

	private final File threads;

	/** One look after the last thread has its name, all others have theirs. */
	private boolean lastLook;

	/**
	 * Creates an instance.
	 * @param daemon the process id
	 */
	public CompilerThreads(long daemon) {
		this.threads = new File("/proc/" + daemon + "/task");
	}

	/**
	 * Keeps the compilers that there are by now on one CPU, if there are two.
	 * @return whether there will be no others
	 */
	public boolean confine() {
		try {
			CpuSet all = CpuSet.ofThisThread();
			if (all.size() != CPUS) {
				return true;
			}
			boolean done = this.lastLook;
			this.lastLook = assign(all.last());
			return done;
		}
		catch (SystemCallFailure ex) {
			return true;
		}
	}

	/**
	 * Lets the compilers have all CPUs.
	 */
	public void release() {
		try {
			CpuSet all = CpuSet.ofThisThread();
			if (all.size() == CPUS) {
				assign(all);
			}
		}
		catch (SystemCallFailure ex) {
			// They were not confined either
		}
	}

	/**
	 * Returns whether the JVM has started all its threads.
	 */
	private boolean assign(CpuSet cpus) {
		String[] ids = this.threads.list();
		boolean all = ids == null;
		for (String id : (ids != null) ? ids : new String[0]) {
			String name = name(id);
			if (name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler")) {
				assign(cpus, Long.parseLong(id));
			}
			all = all || name.equals(LATER);
		}
		return all;
	}

	private static void assign(CpuSet cpus, long thread) {
		try {
			cpus.assignTo(thread);
		}
		catch (SystemCallFailure ex) {
			// It has ended, or may not be told
		}
	}

	private String name(String id) {
		try (InputStream in = new FileInputStream(new File(this.threads, id + "/comm"))) {
			return new String(in.readNBytes(LONGEST_NAME), StandardCharsets.ISO_8859_1).trim();
		}
		catch (IOException ex) {
			// It has ended
			return "";
		}
	}

}

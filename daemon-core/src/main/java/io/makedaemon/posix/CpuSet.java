package io.makedaemon.posix;

/**
 * A set of CPUs, as in cpuset(7), on which a thread may run.
 */
public final class CpuSet {

	/** The C library's {@code cpu_set_t} has room for 1,024 CPUs. */
	private static final int WORDS = 16;

	private final long[] words;

	private CpuSet(long[] words) {
		this.words = words;
	}

	/**
	 * Return the CPUs of the calling thread.
	 * @return the set
	 * @throws ErrnoException if the machine has more CPUs than fit into a set
	 */
	public static CpuSet ofThisThread() throws ErrnoException {
		long memory = LibC.allocate((long) WORDS * Long.BYTES);
		Posix.check(LibC.call("sched_getaffinity", 0, (long) WORDS * Long.BYTES, memory), "sched_getaffinity",
				"find the processors of {}", "this thread");
		long[] words = new long[WORDS];
		for (int i = 0; i < WORDS; i++) {
			words[i] = LibC.readLong(memory + (long) i * Long.BYTES);
		}
		return new CpuSet(words);
	}

	/**
	 * Return the number of CPUs.
	 * @return the number
	 */
	public int size() {
		int size = 0;
		for (long word : this.words) {
			size += Long.bitCount(word);
		}
		return size;
	}

	/**
	 * Return the set that contains only the last CPU.
	 * @return the set
	 */
	public CpuSet last() {
		long[] last = new long[WORDS];
		for (int i = WORDS - 1; i >= 0; i--) {
			if (this.words[i] != 0) {
				last[i] = Long.highestOneBit(this.words[i]);
				return new CpuSet(last);
			}
		}
		return this;
	}

	/**
	 * Let a thread run on these CPUs only. It must be a thread of the same user.
	 * @param thread the thread's id
	 * @throws ErrnoException if there is no such thread, or it is not permitted
	 */
	public void assignTo(long thread) throws ErrnoException {
		long memory = LibC.longs(this.words);
		try {
			Posix.check(LibC.call("sched_setaffinity", thread, (long) WORDS * Long.BYTES, memory), "sched_setaffinity",
					"set the processors of {}", "thread " + thread);
		}
		finally {
			LibC.free(memory);
		}
	}

}

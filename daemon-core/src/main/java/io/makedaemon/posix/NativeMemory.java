package io.makedaemon.posix;

/**
 * The memory that this process has from the C library and from the kernel.
 */
public final class NativeMemory {

	private static final int MADV_DONTNEED = 4;

	private NativeMemory() {
	}

	/**
	 * Return to the system what the C library keeps for later allocations, see
	 * malloc_trim(3). Do nothing if this C library has no such function.
	 */
	public static void trim() {
		if (LibC.has("malloc_trim")) {
			LibC.call("malloc_trim", 0);
		}
	}

	/**
	 * Remove the pages of mapped files from memory until they are needed again, see
	 * MADV_DONTNEED in madvise(2).
	 * @param starts the addresses of the mappings, of which nothing may have been changed
	 * @param lengths their lengths, in bytes
	 */
	public static void forget(long[] starts, long[] lengths) {
		for (int i = 0; i < starts.length; i++) {
			LibC.call("madvise", starts[i], lengths[i], MADV_DONTNEED);
		}
	}

}

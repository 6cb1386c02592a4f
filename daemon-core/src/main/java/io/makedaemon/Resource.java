package io.makedaemon;

import io.makedaemon.posix.ResourceLimit;

/**
 * A resource whose use by the daemon can be limited; see getrlimit(2).
 */
public enum Resource {

	/** Open descriptors: one more than the highest number, {@code RLIMIT_NOFILE}. */
	NOFILE(7),

	/** The size of a core dump, in bytes, {@code RLIMIT_CORE}. */
	CORE(4);

	/** The value of a limit that is none. */
	public static final long UNLIMITED = ResourceLimit.UNLIMITED;

	private final int number;

	Resource(int number) {
		this.number = number;
	}

	int number() {
		return this.number;
	}

}

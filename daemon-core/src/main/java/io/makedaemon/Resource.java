package io.makedaemon;

import io.makedaemon.posix.ResourceLimit;

/**
 * A resource of the daemon that can be limited; see getrlimit(2).
 */
public enum Resource {

	/**
	 * The number of open descriptors: one more than the highest possible number,
	 * {@code RLIMIT_NOFILE}.
	 */
	NOFILE(7),

	/** The size of a core dump in bytes, {@code RLIMIT_CORE}. */
	CORE(4);

	/** The value that means no limit. */
	public static final long UNLIMITED = ResourceLimit.UNLIMITED;

	/** The first child and a starting JVM have about twenty open. */
	private static final int MIN_DESCRIPTORS = 64;

	private final int number;

	Resource(int number) {
		this.number = number;
	}

	int number() {
		return this.number;
	}

	/**
	 * Return a limit after checking that the daemon can be started with it.
	 * @throws IllegalArgumentException if it cannot
	 */
	long checked(long limit) {
		if (limit < 0 && limit != UNLIMITED) {
			throw new IllegalArgumentException("a limit cannot be negative: " + limit);
		}
		if (this == NOFILE && limit >= 0 && limit < MIN_DESCRIPTORS) {
			throw new IllegalArgumentException(
					"a JVM cannot be started with fewer than " + MIN_DESCRIPTORS + " open descriptors");
		}
		return limit;
	}

}

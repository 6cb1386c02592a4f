package io.makedaemon.posix;

import org.jspecify.annotations.Nullable;

/**
 * A limit to be set; see getrlimit(2). The kernel's numbers are unsigned:
 * {@value #UNLIMITED} is the largest.
 *
 * @param number the resource's number
 * @param name the resource's name, for the failure
 * @param soft the soft limit, or null to keep it as far as the hard limit permits
 * @param hard the hard limit, or null to keep it, unless the soft limit needs a higher
 * one
 */
public record ResourceLimit(int number, String name, @Nullable Long soft, @Nullable Long hard) {

	/** No limit: {@code RLIM_INFINITY}. */
	public static final long UNLIMITED = -1;

	/**
	 * Set the limit of this process and its children.
	 * @throws ErrnoException if it is higher than permitted
	 */
	public void apply() throws ErrnoException {
		long current = LibC.allocate(2L * Long.BYTES);
		Posix.check(LibC.call("getrlimit", this.number, current), "getrlimit", "find the limit {}", this.name);
		long newHard = hard(LibC.readLong(current + Long.BYTES));
		long newSoft = soft(LibC.readLong(current), newHard);
		Posix.check(LibC.call("setrlimit", this.number, LibC.longs(newSoft, newHard)), "setrlimit", "set the limit {}",
				toString());
	}

	long hard(long current) {
		if (this.hard != null) {
			return this.hard;
		}
		return (this.soft != null && Long.compareUnsigned(this.soft, current) > 0) ? this.soft : current;
	}

	long soft(long current, long newHard) {
		if (this.soft != null) {
			return this.soft;
		}
		return (Long.compareUnsigned(current, newHard) > 0) ? newHard : current;
	}

	@Override
	public String toString() {
		return this.name + text(" soft ", this.soft) + text(" hard ", this.hard);
	}

	private static String text(String label, @Nullable Long value) {
		if (value == null) {
			return "";
		}
		return label + ((value == UNLIMITED) ? "unlimited" : Long.toUnsignedString(value));
	}

}

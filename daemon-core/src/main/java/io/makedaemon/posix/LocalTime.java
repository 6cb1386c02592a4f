package io.makedaemon.posix;

/**
 * The time of day in the time zone of this process, by the C library. What
 * {@code java.time} loads for that would be a part of a small process that is felt.
 */
public final class LocalTime {

	/** Larger than {@code struct tm}, see ctime(3). */
	private static final int TM_SIZE = 64;

	private static final int FIRST_YEAR = 1900;

	/** The numbers of the fields of {@code struct tm} in that order. */
	private static final int SECOND = 0;

	private static final int MINUTE = 1;

	private static final int HOUR = 2;

	private static final int DAY = 3;

	private static final int MONTH = 4;

	private static final int YEAR = 5;

	/** Where the seconds are by which it is ahead of UTC. */
	private static final int OFFSET = 40;

	private static final int SIXTY = 60;

	private static final int MILLIS = 1000;

	private LocalTime() {
	}

	/**
	 * Format a time like {@code yyyy-MM-dd'T'HH:mm:ss.SSSXXX}.
	 * @param millis the time, in milliseconds since the epoch
	 * @return the text
	 */
	public static String format(long millis) {
		long seconds = LibC.longs(Math.floorDiv(millis, MILLIS));
		long time = LibC.allocate(TM_SIZE);
		try {
			LibC.call("localtime_r", seconds, time);
			return (FIRST_YEAR + field(time, YEAR)) + "-" + padded(field(time, MONTH) + 1) + "-"
					+ padded(field(time, DAY)) + "T" + padded(field(time, HOUR)) + ":" + padded(field(time, MINUTE))
					+ ":" + padded(field(time, SECOND)) + "." + padded(Math.floorMod(millis, MILLIS), 3)
					+ offset((int) LibC.readLong(time + OFFSET) / SIXTY);
		}
		finally {
			LibC.free(seconds);
			LibC.free(time);
		}
	}

	private static int field(long time, int number) {
		return LibC.readInt(time + (long) number * Integer.BYTES);
	}

	private static String offset(int minutes) {
		if (minutes == 0) {
			return "Z";
		}
		int absolute = Math.abs(minutes);
		return ((minutes < 0) ? "-" : "+") + padded(absolute / SIXTY) + ":" + padded(absolute % SIXTY);
	}

	private static String padded(int number) {
		return padded(number, 2);
	}

	private static String padded(int number, int length) {
		String digits = Integer.toString(number);
		return "0".repeat(Math.max(0, length - digits.length())) + digits;
	}

}

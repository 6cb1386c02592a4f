package io.makedaemon.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How the first child supervises the daemon. All times are in milliseconds.
 *
 * @param always whether a daemon that has ended by itself is started again, too
 * @param delay how long to wait before the first restart; doubled for each further one
 * @param maxDelay the longest time to wait
 * @param stableAfter how long the daemon must have been ready for the next delay to be
 * the first one again
 * @param maxFailures after how many failures to give up
 * @param failuresWithin within what time they count
 * @param ignoredExitCodes the exit codes that are no failures
 * @param liveness how long the daemon may show no sign of life; 0 for any time
 * @param startTimeout how long it may take to be ready again
 * @param logFile the file in which to tell what happens; empty for none
 */
public record PlannedSupervision(boolean always, long delay, long maxDelay, long stableAfter, int maxFailures,
		long failuresWithin, List<Integer> ignoredExitCodes, long liveness, long startTimeout, String logFile) {

	static void write(DataOutput out, @Nullable PlannedSupervision planned) throws IOException {
		out.writeBoolean(planned != null);
		if (planned != null) {
			planned.write(out);
		}
	}

	private void write(DataOutput out) throws IOException {
		out.writeBoolean(this.always);
		out.writeLong(this.delay);
		out.writeLong(this.maxDelay);
		out.writeLong(this.stableAfter);
		out.writeInt(this.maxFailures);
		out.writeLong(this.failuresWithin);
		out.writeInt(this.ignoredExitCodes.size());
		for (int code : this.ignoredExitCodes) {
			out.writeInt(code);
		}
		out.writeLong(this.liveness);
		out.writeLong(this.startTimeout);
		Wire.write(out, this.logFile);
	}

	static @Nullable PlannedSupervision read(DataInput in) throws IOException {
		return in.readBoolean() ? new PlannedSupervision(in.readBoolean(), in.readLong(), in.readLong(), in.readLong(),
				in.readInt(), in.readLong(), readCodes(in), in.readLong(), in.readLong(), Wire.read(in)) : null;
	}

	private static List<Integer> readCodes(DataInput in) throws IOException {
		int size = Wire.readSize(in);
		List<Integer> codes = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			codes.add(in.readInt());
		}
		return codes;
	}

}

package io.makedaemon.wire;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.ResourceLimit;

/**
 * How the daemon's limits travel to the first child.
 */
final class PlannedLimits {

	private PlannedLimits() {
	}

	static void write(DataOutputStream out, List<ResourceLimit> limits) throws IOException {
		out.writeInt(limits.size());
		for (ResourceLimit limit : limits) {
			out.writeInt(limit.number());
			Wire.write(out, limit.name());
			write(out, limit.soft());
			write(out, limit.hard());
		}
	}

	private static void write(DataOutputStream out, @Nullable Long value) throws IOException {
		out.writeBoolean(value != null);
		out.writeLong((value != null) ? value : 0);
	}

	static List<ResourceLimit> read(DataInputStream in) throws IOException {
		int size = in.readInt();
		List<ResourceLimit> limits = new ArrayList<>(size);
		for (int i = 0; i < size; i++) {
			limits.add(new ResourceLimit(in.readInt(), Wire.read(in), value(in), value(in)));
		}
		return limits;
	}

	private static @Nullable Long value(DataInputStream in) throws IOException {
		boolean present = in.readBoolean();
		long value = in.readLong();
		return present ? value : null;
	}

}

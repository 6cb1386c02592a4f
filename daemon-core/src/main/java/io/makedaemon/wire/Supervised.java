package io.makedaemon.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

import org.jspecify.annotations.Nullable;

import io.makedaemon.proc.ProcessIdentity;

/**
 * What a supervised daemon knows of its supervisor and of the process that it follows.
 *
 * @param supervisor the supervisor's process
 * @param generation which generation of the daemon this process is
 * @param restarts how often the daemon was started again
 * @param reason why it was started again the last time, in readable form; empty if it was
 * not
 * @param endedAt when the process before this one ended, in milliseconds since the epoch
 * @param liveness how often this process must show that it is alive, in milliseconds; 0
 * for never
 * @param stdout the descriptor whose offset is how much of standard output was logged; -1
 * if it is not captured
 * @param stderr the same for standard error
 * @param formerStdout what the process before this one has left of its standard output;
 * -1 for nothing
 * @param formerStderr the same for its standard error
 */
public record Supervised(ProcessIdentity supervisor, int generation, int restarts, String reason, long endedAt,
		long liveness, int stdout, int stderr, int formerStdout, int formerStderr) {

	static void write(DataOutput out, @Nullable Supervised supervised) throws IOException {
		out.writeBoolean(supervised != null);
		if (supervised != null) {
			Wire.write(out, supervised.supervisor);
			out.writeInt(supervised.generation);
			out.writeInt(supervised.restarts);
			Wire.tell(out, supervised.reason);
			out.writeLong(supervised.endedAt);
			out.writeLong(supervised.liveness);
			out.writeInt(supervised.stdout);
			out.writeInt(supervised.stderr);
			out.writeInt(supervised.formerStdout);
			out.writeInt(supervised.formerStderr);
		}
	}

	static @Nullable Supervised read(DataInput in) throws IOException {
		return in.readBoolean() ? new Supervised(new ProcessIdentity(in.readLong(), in.readLong()), in.readInt(),
				in.readInt(), Wire.hear(in), in.readLong(), in.readLong(), in.readInt(), in.readInt(), in.readInt(),
				in.readInt()) : null;
	}

}

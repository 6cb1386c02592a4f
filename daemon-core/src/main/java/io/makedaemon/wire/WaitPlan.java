package io.makedaemon.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.proc.ProcessIdentity;

/**
 * What the process that waits for the daemon needs to know: the parent, or the small
 * program that the parent has become.
 *
 * @param programName the name that is shown to the user, as a byte string
 * @param timeout how long to wait for the daemon to be ready, in milliseconds; 0 to not
 * wait for that
 * @param startedAt when the parent was started, in milliseconds since the epoch
 * @param showProgress whether the progress of the start is shown to the user
 * @param hint what is printed behind the line about the start
 * @param otherUser whether the daemon runs as another user
 * @param logFile the daemon's log file, as a byte string; empty if it is not known
 * @param logLength the length of the log file before the start, in bytes
 * @param pidFile the pid file; empty for none
 * @param logDirectory the directory of the daemon's logs; empty if it is not known
 * @param predecessor the daemon that the new one replaces; null for none
 * @param supervised whether the first child goes on as the daemon's supervisor
 * @param endTimeout how long the replaced daemon may take to end, in milliseconds
 * @param origins where the values of options come from, by the names of the options
 */
public record WaitPlan(String programName, long timeout, long startedAt, boolean showProgress, String hint,
		boolean otherUser, String logFile, long logLength, String pidFile, String logDirectory,
		@Nullable ProcessIdentity predecessor, boolean supervised, long endTimeout, Map<String, String> origins) {

	/**
	 * Return whether to wait until the daemon is ready.
	 * @return whether to do so; otherwise, to wait only for its process
	 */
	public boolean waits() {
		return this.timeout > 0;
	}

	void write(DataOutput out) throws IOException {
		Wire.write(out, this.programName);
		out.writeLong(this.timeout);
		out.writeLong(this.startedAt);
		out.writeBoolean(this.showProgress);
		Wire.write(out, ByteStrings.encode(this.hint));
		out.writeBoolean(this.otherUser);
		Wire.write(out, this.logFile);
		out.writeLong(this.logLength);
		Wire.write(out, this.pidFile);
		Wire.write(out, this.logDirectory);
		Wire.write(out, this.predecessor);
		out.writeBoolean(this.supervised);
		out.writeLong(this.endTimeout);
		List<String> texts = new ArrayList<>();
		this.origins.forEach((option, origin) -> texts.addAll(List.of(option, ByteStrings.encode(origin))));
		Wire.write(out, texts);
	}

	static WaitPlan read(DataInput in) throws IOException {
		return new WaitPlan(Wire.read(in), in.readLong(), in.readLong(), in.readBoolean(),
				ByteStrings.decode(Wire.read(in)), in.readBoolean(), Wire.read(in), in.readLong(), Wire.read(in),
				Wire.read(in), Wire.readProcess(in), in.readBoolean(), in.readLong(), origins(Wire.readList(in)));
	}

	private static Map<String, String> origins(List<String> texts) {
		Map<String, String> origins = new LinkedHashMap<>();
		for (int i = 0; i + 1 < texts.size(); i += 2) {
			origins.put(texts.get(i), ByteStrings.decode(texts.get(i + 1)));
		}
		return origins;
	}

}

package io.makedaemon.wire;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A file that the daemon inherits.
 *
 * @param path the absolute path that the first child opens; empty when the file is a
 * descriptor that it inherits itself, from the parent
 * @param flags the flags for {@code open(2)}
 * @param locked whether it is locked
 */
public record PlannedFile(String path, int flags, boolean locked) {

	/**
	 * Plans for a descriptor that is handed on as it is.
	 * @return the plan
	 */
	public static PlannedFile inherited() {
		return new PlannedFile("", 0, false);
	}

	/**
	 * Tells whether the first child inherits the descriptor, instead of opening a path.
	 * @return whether it is inherited
	 */
	public boolean isInherited() {
		return this.path.isEmpty();
	}

	void write(DataOutputStream out) throws IOException {
		Wire.write(out, this.path);
		out.writeInt(this.flags);
		out.writeBoolean(this.locked);
	}

	static PlannedFile read(DataInputStream in) throws IOException {
		return new PlannedFile(Wire.read(in), in.readInt(), in.readBoolean());
	}

}

package io.makedaemon.wire;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.KeptCapability;

/**
 * Whose the daemon is.
 *
 * @param user the user's name or id, as a byte string; empty for the one who starts it
 * @param group the group's name or id, as a byte string; empty for the user's own
 * @param capabilities the capabilities that are kept
 */
public record PlannedIdentity(String user, String group, List<KeptCapability> capabilities) {

	/**
	 * Tells whether anything changes.
	 * @return whether it does
	 */
	public boolean isChange() {
		return !this.user.isEmpty() || !this.group.isEmpty();
	}

	void write(DataOutputStream out) throws IOException {
		Wire.write(out, this.user);
		Wire.write(out, this.group);
		out.writeInt(this.capabilities.size());
		for (KeptCapability capability : this.capabilities) {
			out.writeInt(capability.number());
			Wire.write(out, ByteStrings.encode(capability.name()));
		}
	}

	static PlannedIdentity read(DataInputStream in) throws IOException {
		return new PlannedIdentity(Wire.read(in), Wire.read(in), capabilities(in));
	}

	private static List<KeptCapability> capabilities(DataInputStream in) throws IOException {
		int size = in.readInt();
		List<KeptCapability> capabilities = new ArrayList<>(size);
		for (int i = 0; i < size; i++) {
			capabilities.add(new KeptCapability(in.readInt(), ByteStrings.decode(Wire.read(in))));
		}
		return capabilities;
	}

}

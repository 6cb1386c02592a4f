package io.makedaemon.wire;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

import io.makedaemon.posix.ResourceLimit;

/**
 * What the daemon's process inherits from the first child, which becomes it itself.
 *
 * @param workingDirectory the directory to run in
 * @param umask the file mode creation mask
 * @param limits the resource limits
 * @param identity the user and group to run as
 * @param logDirectory the directory of the daemon's logs, which is made for another user
 * if it does not exist; empty if it is not known
 */
public record PlannedProcess(String workingDirectory, int umask, List<ResourceLimit> limits, PlannedIdentity identity,
		String logDirectory) {

	void write(DataOutputStream out) throws IOException {
		Wire.write(out, this.workingDirectory);
		out.writeInt(this.umask);
		PlannedLimits.write(out, this.limits);
		this.identity.write(out);
		Wire.write(out, this.logDirectory);
	}

	static PlannedProcess read(DataInputStream in) throws IOException {
		return new PlannedProcess(Wire.read(in), in.readInt(), PlannedLimits.read(in), PlannedIdentity.read(in),
				Wire.read(in));
	}

}

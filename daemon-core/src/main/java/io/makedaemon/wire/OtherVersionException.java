package io.makedaemon.wire;

import java.io.IOException;

/**
 * Thrown if the other process uses a version of MakeDaemon that this one does not
 * understand.
 */
public final class OtherVersionException extends IOException {

	OtherVersionException(int theirs, int ours) {
		super("its MakeDaemon uses version " + theirs
				+ " of the protocol between the processes, and this one uses version " + ours
				+ ": the jar was replaced in the meantime, start again");
	}

}

package io.makedaemon.wire;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

import io.makedaemon.posix.ResourceLimit;

/**
 * What the parent tells the first child to do, sent through its standard input.
 *
 * @param executable the program of the daemon
 * @param arguments its arguments, beginning with {@code argv[0]}
 * @param environment its whole environment, as {@code name=value}
 * @param stageTag the daemon's signed stage tag, without what stands behind the colon
 * @param launchDirectory the directory in which the user typed the command
 * @param workingDirectory the directory to run in
 * @param umask the file mode creation mask
 * @param captureOutput whether standard output and error are captured
 * @param reportWanted whether the parent waits for the daemon's report
 * @param startedAt when the parent was started, in milliseconds since the epoch
 * @param files the files that the daemon inherits, in their order
 * @param limits the limits that the daemon has
 * @param identity whose the daemon is
 * @param logDirectory the directory of its logs; empty if it is not known
 * @param pidFile the pid file; empty for none
 * @param message what the daemon is told, as a byte string
 * @param signals the names of the signals that the daemon handles, without {@code SIG}
 */
public record LaunchPlan(String executable, List<String> arguments, List<String> environment, String stageTag,
		String launchDirectory, String workingDirectory, int umask, boolean captureOutput, boolean reportWanted,
		long startedAt, List<PlannedFile> files, List<ResourceLimit> limits, PlannedIdentity identity,
		String logDirectory, String pidFile, String message, List<String> signals) {

	/**
	 * Sends the plan.
	 * @param stream the first child's standard input
	 * @throws IOException if the first child is gone
	 */
	public void write(OutputStream stream) throws IOException {
		DataOutputStream out = new DataOutputStream(new BufferedOutputStream(stream));
		Wire.write(out, this.executable);
		Wire.write(out, this.arguments);
		Wire.write(out, this.environment);
		Wire.write(out, this.stageTag);
		Wire.write(out, this.launchDirectory);
		Wire.write(out, this.workingDirectory);
		out.writeInt(this.umask);
		out.writeBoolean(this.captureOutput);
		out.writeBoolean(this.reportWanted);
		out.writeLong(this.startedAt);
		out.writeInt(this.files.size());
		for (PlannedFile file : this.files) {
			file.write(out);
		}
		PlannedLimits.write(out, this.limits);
		this.identity.write(out);
		Wire.write(out, this.logDirectory);
		Wire.write(out, this.pidFile);
		Wire.write(out, this.message);
		Wire.write(out, this.signals);
		out.flush();
	}

	/**
	 * Receives the plan.
	 * @param stream the standard input
	 * @return the plan
	 * @throws IOException if the parent is gone
	 */
	public static LaunchPlan read(InputStream stream) throws IOException {
		DataInputStream in = new DataInputStream(stream);
		return new LaunchPlan(Wire.read(in), Wire.readList(in), Wire.readList(in), Wire.read(in), Wire.read(in),
				Wire.read(in), in.readInt(), in.readBoolean(), in.readBoolean(), in.readLong(), files(in),
				PlannedLimits.read(in), PlannedIdentity.read(in), Wire.read(in), Wire.read(in), Wire.read(in),
				Wire.readList(in));
	}

	private static List<PlannedFile> files(DataInputStream in) throws IOException {
		int size = in.readInt();
		List<PlannedFile> files = new ArrayList<>(size);
		for (int i = 0; i < size; i++) {
			files.add(PlannedFile.read(in));
		}
		return files;
	}

}

package io.makedaemon.wire;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What the parent tells the first child to do, sent through its standard input.
 *
 * @param program the program that the daemon runs
 * @param process what the daemon's process inherits
 * @param files the files that the daemon inherits, in their order
 * @param captureOutput whether standard output and error are captured
 * @param reportWanted whether the parent waits for the daemon's report
 * @param pidFile the pid file; empty for none
 * @param trace the trace's file; empty for none
 * @param startedAt when the parent was started, in milliseconds since the epoch
 * @param briefing the {@link Briefing} for the daemon
 */
public record LaunchPlan(PlannedProgram program, PlannedProcess process, List<PlannedFile> files, boolean captureOutput,
		boolean reportWanted, String pidFile, String trace, long startedAt, String briefing) {

	/**
	 * Send the plan.
	 * @param stream the first child's standard input
	 * @throws IOException if the first child is gone
	 */
	public void write(OutputStream stream) throws IOException {
		DataOutputStream out = new DataOutputStream(new BufferedOutputStream(stream));
		Wire.writeVersion(out);
		this.program.write(out);
		this.process.write(out);
		out.writeInt(this.files.size());
		for (PlannedFile file : this.files) {
			file.write(out);
		}
		out.writeBoolean(this.captureOutput);
		out.writeBoolean(this.reportWanted);
		Wire.write(out, this.pidFile);
		Wire.write(out, this.trace);
		out.writeLong(this.startedAt);
		Wire.write(out, this.briefing);
		out.flush();
	}

	/**
	 * Receive the plan.
	 * @param stream the standard input
	 * @return the plan
	 * @throws IOException if the parent is gone
	 */
	public static LaunchPlan read(InputStream stream) throws IOException {
		DataInputStream in = new DataInputStream(stream);
		Wire.readVersion(in);
		return new LaunchPlan(PlannedProgram.read(in), PlannedProcess.read(in), files(in), in.readBoolean(),
				in.readBoolean(), Wire.read(in), Wire.read(in), in.readLong(), Wire.read(in));
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

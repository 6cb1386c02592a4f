package io.makedaemon.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * The program that the daemon runs.
 *
 * @param executable its file
 * @param arguments its arguments, beginning with {@code argv[0]}
 * @param environment its whole environment, as {@code name=value}
 * @param stageTag its signed stage tag, without what stands behind the colon
 */
public record PlannedProgram(String executable, List<String> arguments, List<String> environment, String stageTag) {

	void write(DataOutput out) throws IOException {
		Wire.write(out, this.executable);
		Wire.write(out, this.arguments);
		Wire.write(out, this.environment);
		Wire.write(out, this.stageTag);
	}

	static PlannedProgram read(DataInput in) throws IOException {
		return new PlannedProgram(Wire.read(in), Wire.readList(in), Wire.readList(in), Wire.read(in));
	}

}

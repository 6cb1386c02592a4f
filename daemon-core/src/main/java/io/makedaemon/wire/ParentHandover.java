package io.makedaemon.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Descriptors;

/**
 * What a parent hands over to the small program that it becomes, through a pipe that
 * stays open through exec.
 *
 * @param firstChild the first child's process id
 * @param descriptors the descriptors of the first child's standard streams
 * @param directory the private directory that the first child was started from
 * @param leftovers directories that the parent would have removed at its end
 * @param trace the trace's file, as a byte string; empty for none
 * @param plan what to wait for
 */
public record ParentHandover(long firstChild, List<Integer> descriptors, String directory, List<String> leftovers,
		String trace, WaitPlan plan) {

	/** The number of standard streams. */
	public static final int STREAMS = 3;

	/**
	 * Return the form that is handed over.
	 * @return the bytes, as a byte string
	 */
	public String toBytes() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream out = new DataOutputStream(bytes);
		try {
			Wire.writeVersion(out);
			out.writeLong(this.firstChild);
			for (int descriptor : this.descriptors) {
				out.writeInt(descriptor);
			}
			Wire.write(out, this.directory);
			Wire.write(out, this.leftovers);
			Wire.write(out, this.trace);
			this.plan.write(out);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return ByteStrings.of(bytes.toByteArray());
	}

	/**
	 * Receive what was handed over to this process, and close the pipe.
	 * @param descriptor the pipe's descriptor
	 * @return what was handed over
	 * @throws IOException if it is cut off
	 */
	public static ParentHandover receive(int descriptor) throws IOException {
		try (InputStream stream = new FileInputStream(Descriptors.adopt(descriptor))) {
			DataInputStream in = new DataInputStream(stream);
			Wire.readVersion(in);
			long firstChild = in.readLong();
			List<Integer> descriptors = new ArrayList<>();
			for (int i = 0; i < STREAMS; i++) {
				descriptors.add(in.readInt());
			}
			return new ParentHandover(firstChild, descriptors, Wire.read(in), Wire.readList(in), Wire.read(in),
					WaitPlan.read(in));
		}
	}

}

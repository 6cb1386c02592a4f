package io.makedaemon.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.makedaemon.posix.ByteStrings;

/**
 * How numbers, byte strings and lists travel between the stages.
 */
final class Wire {

	/**
	 * The version of everything in this package. It changes whenever one of the records
	 * does: the jar can be replaced by another version of MakeDaemon while the program is
	 * being run again.
	 */
	static final int VERSION = 2;

	private Wire() {
	}

	static void writeVersion(DataOutput out) throws IOException {
		out.writeInt(VERSION);
	}

	static void readVersion(DataInput in) throws IOException {
		int version = in.readInt();
		if (version != VERSION) {
			throw new OtherVersionException(version, VERSION);
		}
	}

	static void write(DataOutput out, String byteString) throws IOException {
		byte[] bytes = ByteStrings.toBytes(byteString);
		out.writeInt(bytes.length);
		out.write(bytes);
	}

	static String read(DataInput in) throws IOException {
		byte[] bytes = new byte[in.readInt()];
		in.readFully(bytes);
		return ByteStrings.of(bytes);
	}

	static void write(DataOutput out, List<String> byteStrings) throws IOException {
		out.writeInt(byteStrings.size());
		for (String byteString : byteStrings) {
			write(out, byteString);
		}
	}

	static List<String> readList(DataInput in) throws IOException {
		int size = in.readInt();
		List<String> byteStrings = new ArrayList<>(size);
		for (int i = 0; i < size; i++) {
			byteStrings.add(read(in));
		}
		return byteStrings;
	}

}

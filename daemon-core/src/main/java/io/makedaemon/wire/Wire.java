package io.makedaemon.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.makedaemon.posix.ByteStrings;

/**
 * How byte strings travel between the stages.
 */
final class Wire {

	private Wire() {
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

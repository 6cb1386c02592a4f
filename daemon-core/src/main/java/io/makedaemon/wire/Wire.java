package io.makedaemon.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.proc.ProcessIdentity;

/**
 * The form in which numbers, byte strings and lists are sent between the stages.
 */
final class Wire {

	/**
	 * The version of everything in this package. It changes whenever one of the records
	 * does, since the jar can be replaced by another version of MakeDaemon while the
	 * program is being run again.
	 */
	static final int VERSION = 7;

	/** No path, argument or variable is longer, in bytes. */
	private static final int MAX_LENGTH = 64 << 20;

	/** No command line has more arguments. */
	private static final int MAX_SIZE = 16 << 20;

	/** No daemon has more sockets. */
	private static final int MAX_SOCKETS = 1024;

	/** The limit of text from processes that may be another user's, in bytes. */
	private static final int MAX_TOLD_LENGTH = 1 << 20;

	/** This many characters always fit, whatever they are. */
	private static final int MAX_TOLD_CHARACTERS = MAX_TOLD_LENGTH / 4;

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
		return read(in, MAX_LENGTH);
	}

	/**
	 * Read a byte string from a process that is not trusted.
	 */
	static String readShort(DataInput in) throws IOException {
		return read(in, MAX_TOLD_LENGTH);
	}

	private static String read(DataInput in, int maxLength) throws IOException {
		byte[] bytes = new byte[checked(in.readInt(), maxLength)];
		in.readFully(bytes);
		return ByteStrings.of(bytes);
	}

	/**
	 * Read the size of a list.
	 */
	static int readSize(DataInput in) throws IOException {
		return checked(in.readInt(), MAX_SIZE);
	}

	private static int checked(int size, int max) throws IOException {
		if (size < 0 || size > max) {
			throw new IOException("nobody sends as much: " + size);
		}
		return size;
	}

	/**
	 * Write text for a parent, at most as much as the parent accepts.
	 */
	static void tell(DataOutput out, String text) throws IOException {
		write(out, ByteStrings.encode(text.substring(0, Math.min(text.length(), MAX_TOLD_CHARACTERS))));
	}

	/**
	 * Read text for a parent from a process that the parent does not trust.
	 */
	static String hear(DataInput in) throws IOException {
		return ByteStrings.decode(readShort(in));
	}

	static void write(DataOutput out, List<String> byteStrings) throws IOException {
		out.writeInt(byteStrings.size());
		for (String byteString : byteStrings) {
			write(out, byteString);
		}
	}

	static List<String> readList(DataInput in) throws IOException {
		int size = readSize(in);
		List<String> byteStrings = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			byteStrings.add(read(in));
		}
		return byteStrings;
	}

	static void write(DataOutput out, @Nullable ProcessIdentity process) throws IOException {
		out.writeLong((process != null) ? process.pid() : 0);
		out.writeLong((process != null) ? process.startTime() : 0);
	}

	static @Nullable ProcessIdentity readProcess(DataInput in) throws IOException {
		ProcessIdentity process = new ProcessIdentity(in.readLong(), in.readLong());
		return (process.pid() != 0) ? process : null;
	}

	static void writeSockets(DataOutput out, List<OpenSocket> sockets) throws IOException {
		out.writeInt(sockets.size());
		for (OpenSocket socket : sockets) {
			socket.write(out);
		}
	}

	/**
	 * Read sockets from a process that is not trusted.
	 */
	static List<OpenSocket> readSockets(DataInput in) throws IOException {
		int size = checked(in.readInt(), MAX_SOCKETS);
		List<OpenSocket> sockets = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			sockets.add(OpenSocket.read(in));
		}
		return sockets;
	}

}

package io.makedaemon.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.makedaemon.posix.ByteStrings;

/**
 * What a daemon hands over to its next generation, which may be of another version of
 * MakeDaemon. The descriptors are passed with it: the pid file, the sockets, and the
 * locked files, in this order.
 *
 * @param refusal why nothing is handed over, to be shown to the user; empty if all is
 * @param generation the number of the daemon's generation
 * @param sockets the sockets
 * @param lockedFiles the paths of the locked files, as byte strings
 */
public record UpgradeOffer(String refusal, int generation, List<OpenSocket> sockets, List<String> lockedFiles) {

	/**
	 * The version of what two generations send to each other. It changes when this record
	 * does, or the meaning of an {@link UpgradeStep}; other records can change without.
	 */
	public static final int VERSION = 1;

	/** The name under which a daemon publishes that it can be upgraded: the version. */
	public static final String PUBLISHED_AS = "upgrade";

	/**
	 * The name of the line that is added to what a daemon publishes, to make it connect
	 * to the address that the line contains.
	 */
	public static final String REQUEST = "upgrade-to";

	/** The longest offer, in bytes. */
	public static final int MAX_LENGTH = 1 << 20;

	/**
	 * Return an offer of nothing.
	 * @param reason why, to be shown to the user
	 * @return the offer
	 */
	public static UpgradeOffer refused(String reason) {
		return new UpgradeOffer(reason, 0, List.of(), List.of());
	}

	/**
	 * Return the form that is sent: its length and its content.
	 * @return the bytes, as a byte string
	 */
	public String toBytes() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream out = new DataOutputStream(bytes);
		try {
			out.writeInt(VERSION);
			Wire.tell(out, this.refusal);
			out.writeInt(this.generation);
			Wire.writeSockets(out, this.sockets);
			Wire.write(out, this.lockedFiles);
			byte[] content = bytes.toByteArray();
			bytes.reset();
			out.writeInt(content.length);
			out.write(content);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return ByteStrings.of(bytes.toByteArray());
	}

	/**
	 * Return how long the form that is sent is.
	 * @param bytes what has arrived of it
	 * @return its length, in bytes; -1 if that has not arrived yet
	 * @throws IOException if nobody sends as much
	 */
	public static int length(String bytes) throws IOException {
		if (bytes.length() < Integer.BYTES) {
			return -1;
		}
		int length = new DataInputStream(new ByteArrayInputStream(ByteStrings.toBytes(bytes))).readInt();
		if (length < 0 || length > MAX_LENGTH) {
			throw new IOException("it has announced " + length + " bytes");
		}
		return Integer.BYTES + length;
	}

	/**
	 * Read the form that is sent, from a process that is not trusted.
	 * @param bytes what {@link #toBytes()} returned
	 * @return the offer
	 * @throws OtherVersionException if the daemon is of another version
	 * @throws IOException if it is something else
	 */
	public static UpgradeOffer of(String bytes) throws IOException {
		DataInputStream in = new DataInputStream(
				new ByteArrayInputStream(ByteStrings.toBytes(bytes.substring(Integer.BYTES))));
		int version = in.readInt();
		if (version != VERSION) {
			throw new OtherVersionException(version, VERSION);
		}
		String refusal = Wire.hear(in);
		int generation = in.readInt();
		List<OpenSocket> sockets = Wire.readSockets(in);
		int size = Wire.readSize(in);
		List<String> files = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			files.add(Wire.readShort(in));
		}
		return new UpgradeOffer(refusal, generation, sockets, files);
	}

}

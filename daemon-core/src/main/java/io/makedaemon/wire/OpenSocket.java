package io.makedaemon.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Sockaddr;

/**
 * A socket that listens, as the daemon inherits it.
 *
 * @param name its name, as a byte string
 * @param address the address that it is bound to, see {@link Sockaddr#bytes()}
 * @param isMadeFile whether it is a Unix domain socket whose file was made for the daemon
 */
public record OpenSocket(String name, String address, boolean isMadeFile) {

	/**
	 * Return the address.
	 * @return the address
	 */
	public Sockaddr sockaddr() {
		return new Sockaddr(this.address);
	}

	/**
	 * Return the name and the address for people.
	 * @return the text, such as {@code web=[::]:8080}
	 */
	public String text() {
		return ByteStrings.decode(this.name) + "=" + sockaddr();
	}

	void write(DataOutput out) throws IOException {
		Wire.write(out, this.name);
		Wire.write(out, this.address);
		out.writeBoolean(this.isMadeFile);
	}

	/**
	 * Read a socket, from a process that need not be trusted.
	 */
	static OpenSocket read(DataInput in) throws IOException {
		return new OpenSocket(Wire.readShort(in), Wire.readShort(in), in.readBoolean());
	}

}

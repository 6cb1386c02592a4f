package io.makedaemon.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Sockaddr;

/**
 * A listening socket that the daemon inherits.
 *
 * @param name its name, as a byte string
 * @param address the address that it is bound to, see {@link Sockaddr#bytes()}
 * @param isMadeFile whether it is a Unix domain socket whose file was created for the
 * daemon
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
	 * Return the name and the address in readable form.
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
	 * Read a socket from a process that is not trusted.
	 */
	static OpenSocket read(DataInput in) throws IOException {
		return new OpenSocket(Wire.readShort(in), Wire.readShort(in), in.readBoolean());
	}

}

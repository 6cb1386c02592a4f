package io.makedaemon;

import java.util.Map;
import java.util.OptionalLong;

/**
 * Thrown if another process listens on the address of a socket that the daemon is to
 * inherit, or if another file has the path of the socket.
 */
public class AddressInUseException extends DaemonException {

	/** The address. */
	private final String address;

	/** The process that listens. */
	private final OptionalLong holder;

	/**
	 * Create an exception for an option that contains an address.
	 * @param address the address
	 * @param holder the process that listens there
	 * @param option the option
	 * @param origins where the values of options come from
	 */
	AddressInUseException(String address, OptionalLong holder, String option, Map<String, String> origins) {
		super("cannot listen on " + address + ": " + reason(address, holder), option, origins, null);
		this.address = address;
		this.holder = holder;
	}

	private static String reason(String address, OptionalLong holder) {
		if (holder.isPresent()) {
			return "process " + holder.getAsLong() + " listens there already";
		}
		if (SocketFiles.isOtherFile(address)) {
			return "there is a file that is not a socket";
		}
		return SocketFiles.isLeft(address) ? "there is a file that a process has left, and this user cannot remove it"
				: "a process that this user cannot see listens there already";
	}

	/**
	 * Return whether a file that nobody listens on has the path of a Unix domain socket.
	 * @return whether it has, by now
	 */
	public boolean isFileInTheWay() {
		return SocketFiles.isOtherFile(this.address) || SocketFiles.isLeft(this.address);
	}

	/**
	 * Return the address.
	 * @return the address in readable form: an IP address and a port, or a path
	 */
	public String address() {
		return this.address;
	}

	/**
	 * Return the process that listens on the address.
	 * @return its process id; empty if this user may not see it
	 */
	public OptionalLong holder() {
		return this.holder;
	}

}

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

	/** What there is at the path of a Unix domain socket; empty for nothing. */
	private final String file;

	/**
	 * Create an exception for an option that contains an address.
	 * @param address the address
	 * @param holder the process that listens there
	 * @param option the option
	 * @param origins where the values of options come from
	 */
	AddressInUseException(String address, OptionalLong holder, String option, Map<String, String> origins) {
		this(address, holder, holder.isEmpty() ? SocketFiles.inTheWay(address) : "", option, origins);
	}

	private AddressInUseException(String address, OptionalLong holder, String file, String option,
			Map<String, String> origins) {
		super("cannot listen on " + address + ": " + (file.isEmpty() ? listener(holder) : file), option, origins, null);
		this.address = address;
		this.holder = holder;
		this.file = file;
	}

	private static String listener(OptionalLong holder) {
		return (holder.isPresent() ? "process " + holder.getAsLong() : "a process that this user cannot see")
				+ " listens there already";
	}

	/**
	 * Return whether the path of a Unix domain socket belongs to a file that no process
	 * is known to listen on.
	 * @return whether it does
	 */
	public boolean isFileInTheWay() {
		return !this.file.isEmpty();
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

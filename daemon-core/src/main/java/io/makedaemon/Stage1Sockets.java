package io.makedaemon;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.FileStatus;
import io.makedaemon.posix.ListeningSocket;
import io.makedaemon.posix.Posix;
import io.makedaemon.wire.LaunchPlan.Option;
import io.makedaemon.wire.LaunchPlan.PlannedSocket;
import io.makedaemon.wire.OpenSocket;

/**
 * Creates the sockets that the daemon inherits. Ports are bound with the rights of the
 * user who ran the command, and the files of Unix domain sockets are created with the
 * rights of the daemon's user, so that nobody can use them to make root change a file.
 *
 * <p>
 * The first child loads this class only if there are sockets.
 */
final class Stage1Sockets {

	private final List<PlannedSocket> planned;

	private final Integer[] descriptors;

	private final @Nullable FileStatus[] files;

	/** The files that the former generation has created. */
	private final @Nullable FileStatus[] takenFiles;

	private String option = Option.NONE;

	/**
	 * Create an instance.
	 * @param planned the sockets
	 * @param inherited the first descriptor of a socket that the parent has handed over
	 */
	Stage1Sockets(List<PlannedSocket> planned, int inherited) {
		this.planned = planned;
		this.descriptors = new Integer[planned.size()];
		this.files = new FileStatus[planned.size()];
		this.takenFiles = new FileStatus[planned.size()];
		int next = inherited;
		for (int i = 0; i < this.descriptors.length; i++) {
			if (planned.get(i).isInherited()) {
				this.descriptors[i] = next++;
			}
		}
	}

	/**
	 * Return the option that is being applied, to be named in a failure.
	 */
	String option() {
		return this.option;
	}

	/**
	 * Take over the sockets that the former generation has on the same addresses.
	 */
	void takeOver(Stage1Takeover takeover) throws ErrnoException {
		for (int i = 0; i < this.descriptors.length; i++) {
			PlannedSocket socket = this.planned.get(i);
			this.option = Option.SOCKET + i;
			int index = takeover.find(socket);
			if (index >= 0) {
				this.descriptors[i] = takeover.descriptor(index);
				this.takenFiles[i] = takeover.isMadeFile(index) ? FileStatus.of(socket.text()) : null;
				ListeningSocket.listen(this.descriptors[i], socket.backlog(), socket.text());
			}
		}
		this.option = Option.NONE;
	}

	/**
	 * Bind the ports.
	 */
	void bindPorts() throws ErrnoException {
		bind(false);
	}

	/**
	 * Bind the Unix domain sockets.
	 */
	void bindFiles() throws ErrnoException {
		bind(true);
	}

	private void bind(boolean files) throws ErrnoException {
		for (int i = 0; i < this.descriptors.length; i++) {
			PlannedSocket socket = this.planned.get(i);
			if (this.descriptors[i] == null && socket.isFile() == files) {
				this.option = Option.SOCKET + i;
				this.descriptors[i] = files ? openFile(socket) : open(socket);
				this.files[i] = files ? FileStatus.of(socket.text()) : null;
			}
		}
		this.option = Option.NONE;
	}

	private static int open(PlannedSocket socket) throws ErrnoException {
		return ListeningSocket.open(socket.address(), socket.backlog(), socket.text());
	}

	private static int openFile(PlannedSocket socket) throws ErrnoException {
		try {
			return open(socket);
		}
		catch (ErrnoException ex) {
			if (ex.errno() != ErrnoException.EADDRINUSE || !removeAbandoned(socket)) {
				throw ex;
			}
			return open(socket);
		}
	}

	/**
	 * Remove the file if a killed process has left it behind, and no other file.
	 */
	private static boolean removeAbandoned(PlannedSocket socket) throws ErrnoException {
		FileStatus found = FileStatus.of(socket.text());
		return found.isSocket() && ListeningSocket.isAbandoned(socket.address(), socket.text())
				&& remove(socket.text(), found);
	}

	private static boolean remove(String path, FileStatus file) throws ErrnoException {
		if (!FileStatus.of(path).isSame(file)) {
			return false;
		}
		Posix.unlink(path);
		return true;
	}

	/**
	 * Return the descriptors of the sockets, in order.
	 */
	List<Integer> descriptors() {
		List<Integer> all = new ArrayList<>();
		for (Integer descriptor : this.descriptors) {
			all.add(descriptor);
		}
		return all;
	}

	/**
	 * Return the addresses that the sockets are bound to, in order.
	 */
	List<OpenSocket> bound() throws ErrnoException {
		List<OpenSocket> sockets = new ArrayList<>();
		for (int i = 0; i < this.descriptors.length; i++) {
			PlannedSocket socket = this.planned.get(i);
			this.option = Option.SOCKET + i;
			String address = ListeningSocket.address(this.descriptors[i], socket.text());
			sockets.add(new OpenSocket(socket.name(), address, this.files[i] != null || this.takenFiles[i] != null));
		}
		this.option = Option.NONE;
		return sockets;
	}

	/**
	 * Remove the files that were created, if they still exist.
	 */
	void removeFiles() {
		remove(this.files);
	}

	/**
	 * Remove the files that were created, also by former generations.
	 */
	void removeAllFiles() {
		remove(this.files);
		remove(this.takenFiles);
	}

	private void remove(@Nullable FileStatus[] all) {
		for (int i = 0; i < all.length; i++) {
			FileStatus made = all[i];
			if (made != null) {
				try {
					remove(this.planned.get(i).text(), made);
				}
				catch (ErrnoException ex) {
					// Somebody has removed it, as the daemon does when it ends
				}
			}
		}
	}

}

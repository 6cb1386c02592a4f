package io.makedaemon;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.makedaemon.pidfile.PidFile;
import io.makedaemon.pidfile.StatusFile;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.FileStatus;
import io.makedaemon.posix.ListeningSocket;
import io.makedaemon.posix.LocalConnection;
import io.makedaemon.posix.LocalConnection.Peer;
import io.makedaemon.posix.LocalConnection.Received;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;
import io.makedaemon.posix.Posix.Pipe;
import io.makedaemon.posix.Signals;
import io.makedaemon.posix.Sockaddr;
import io.makedaemon.proc.ProcessIdentity;
import io.makedaemon.trace.Trace;
import io.makedaemon.wire.Handover.Predecessor;
import io.makedaemon.wire.LaunchPlan.PlannedSocket;
import io.makedaemon.wire.OpenSocket;
import io.makedaemon.wire.UpgradeOffer;
import io.makedaemon.wire.UpgradeStep;

/**
 * The first child's side of an upgrade: it receives what the running daemon hands over
 * and, when the new generation is ready, puts that in charge.
 *
 * <p>
 * The running daemon is told to connect, so that the kernel tells each side who the other
 * is. What it sends is checked, since it may have been taken over by somebody else: only
 * what the kernel says of a descriptor counts.
 *
 * <p>
 * The upgrade is decided by a single write to the pid file. Whichever process is killed,
 * before that write the former generation goes on, and after it the new one.
 */
final class Stage1Takeover {

	/** Long enough for a busy daemon to load its native library. */
	private static final long PATIENCE = TimeUnit.SECONDS.toMillis(30);

	private static final String NAME = "makedaemon-upgrade-";

	private static final String ENDED = "it has ended";

	private static final String STOPPED = "it was stopped meanwhile";

	private static final int ROOT = 0;

	/** The flags that distinguish how a file is used. */
	private static final int OPENED = OpenFlags.WRONLY | OpenFlags.RDWR | OpenFlags.APPEND;

	private final ProcessIdentity predecessor;

	/** Keeps others from beginning an upgrade. */
	private final int request;

	private final LocalConnection connection;

	private final UpgradeOffer offer;

	private final List<Integer> descriptors;

	/** Through which the new generation learns that it is in charge. */
	private final Pipe steps;

	private @Nullable PidFile pidFile;

	private boolean done;

	private Stage1Takeover(ProcessIdentity predecessor, int request, LocalConnection connection, UpgradeOffer offer,
			List<Integer> descriptors) throws ErrnoException {
		this.predecessor = predecessor;
		this.request = request;
		this.connection = connection;
		this.offer = offer;
		this.descriptors = descriptors;
		this.steps = Posix.pipe();
	}

	/**
	 * Have the running daemon hand over.
	 * @param predecessor the running daemon
	 * @return what it has handed over
	 * @throws ErrnoException if it does not
	 */
	static Stage1Takeover begin(ProcessIdentity predecessor) throws ErrnoException {
		String name = NAME + Long.toHexString(ThreadLocalRandom.current().nextLong())
				+ Long.toHexString(System.nanoTime());
		int listener = LocalConnection.listen(name);
		try {
			int request = request(predecessor, name);
			Posix.kill(predecessor.pid(), Signals.SIGHUP);
			LocalConnection connection = accept(listener, predecessor);
			List<Integer> descriptors = new ArrayList<>();
			UpgradeOffer offer = receive(connection, descriptors, predecessor);
			if (!offer.refusal().isEmpty()) {
				throw refused(predecessor, offer.refusal());
			}
			if (descriptors.size() != 1 + offer.sockets().size() + offer.lockedFiles().size()) {
				throw refused(predecessor, "it has not handed over what it has announced");
			}
			Trace.step("received " + descriptors.size() + " descriptors from process " + predecessor.pid());
			return new Stage1Takeover(predecessor, request, connection, offer, descriptors);
		}
		catch (ErrnoException ex) {
			throw predecessor.isAlive() ? ex : refused(predecessor, ENDED);
		}
		finally {
			Posix.close(listener);
		}
	}

	/**
	 * Tell the running daemon where to connect to. The descriptor stays open, so that no
	 * other upgrade begins before this process has ended.
	 */
	private static int request(ProcessIdentity predecessor, String name) throws ErrnoException {
		try {
			return StatusFile.request(predecessor.pid(), UpgradeOffer.REQUEST, name);
		}
		catch (ErrnoException ex) {
			throw (ex.errno() == ErrnoException.EWOULDBLOCK) ? refused(predecessor, "another upgrade is in progress")
					: ex;
		}
	}

	/**
	 * Wait for the connection of the running daemon. Others can connect as well.
	 */
	private static LocalConnection accept(int listener, ProcessIdentity predecessor) throws ErrnoException {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE);
		while (predecessor.isAlive()) {
			long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
			if (left <= 0) {
				throw refused(predecessor,
						"it has not responded within " + TimeUnit.MILLISECONDS.toSeconds(PATIENCE) + " seconds");
			}
			LocalConnection connection = LocalConnection.accept(listener, Math.min(left, 100));
			if (connection != null) {
				Peer peer = connection.peer();
				if (peer.pid() == predecessor.pid() && predecessor.isAlive()
						&& ProcessIdentity.userIds(peer.pid()).contains(peer.uid())) {
					return connection;
				}
				connection.close();
			}
		}
		throw refused(predecessor, ENDED);
	}

	private static UpgradeOffer receive(LocalConnection connection, List<Integer> descriptors,
			ProcessIdentity predecessor) throws ErrnoException {
		StringBuilder bytes = new StringBuilder();
		try {
			int length = -1;
			while (length < 0 || bytes.length() < length) {
				Received received = connection.receive(UpgradeOffer.MAX_LENGTH, PATIENCE);
				if (received == null) {
					throw refused(predecessor, "it has not handed over anything");
				}
				if (received.bytes().isEmpty()) {
					throw refused(predecessor, "it has ended, or could not hand over");
				}
				bytes.append(received.bytes());
				descriptors.addAll(received.descriptors());
				length = UpgradeOffer.length(bytes.toString());
			}
			return UpgradeOffer.of(bytes.toString());
		}
		catch (IOException ex) {
			throw refused(predecessor, String.valueOf(ex.getMessage()));
		}
	}

	private static ErrnoException refused(ProcessIdentity predecessor, String reason) {
		return new ErrnoException("", "upgrade {}: " + ByteStrings.encode(reason), "process " + predecessor.pid(),
				ErrnoException.EWOULDBLOCK);
	}

	/**
	 * Take over the pid file.
	 * @param path its path
	 * @param uid the user of root's new generation
	 * @param gid its group
	 */
	PidFile takeOverPidFile(String path, int uid, int gid) throws ErrnoException {
		int descriptor = this.descriptors.get(0);
		PidFile taken = (Posix.geteuid() == ROOT) ? PidFile.takeOverAsRoot(path, uid, gid, descriptor)
				: PidFile.takeOver(path, descriptor);
		this.pidFile = taken;
		return taken;
	}

	/**
	 * Find the socket that the former generation has on an address.
	 * @return its place among the sockets that were handed over; -1 if it has none
	 */
	int find(PlannedSocket planned) throws ErrnoException {
		int named = -1;
		for (int i = 0; i < this.offer.sockets().size() && !planned.isInherited(); i++) {
			OpenSocket offered = this.offer.sockets().get(i);
			Sockaddr actual = new Sockaddr(ListeningSocket.address(descriptor(i), offered.name()));
			Sockaddr wanted = new Sockaddr(planned.address());
			if (ListeningSocket.isListening(descriptor(i)) && wanted.isSame(actual)) {
				return i;
			}
			if (ListeningSocket.isListening(descriptor(i)) && planned.name().equals(offered.name())
					&& wanted.isForAnyPortOf(actual)) {
				named = i;
			}
		}
		return named;
	}

	/**
	 * Return the descriptor of a socket.
	 * @param index its place among the sockets that were handed over
	 */
	int descriptor(int index) {
		return this.descriptors.get(1 + index);
	}

	/**
	 * Return whether a socket has a file that the former generation would remove at its
	 * end.
	 * @param index its place among the sockets that were handed over
	 */
	boolean isMadeFile(int index) {
		return this.offer.sockets().get(index).isMadeFile();
	}

	/**
	 * Return the descriptor of a file that the former generation has opened in the same
	 * way, and locked.
	 * @param path the file
	 * @param flags the flags of the same way
	 * @return the descriptor; -1 if it has not
	 */
	int lockedFile(String path, int flags) throws ErrnoException {
		int index = this.offer.lockedFiles().indexOf(path);
		if (index < 0) {
			return -1;
		}
		int descriptor = this.descriptors.get(1 + this.offer.sockets().size() + index);
		int found = Posix.open(path, OpenFlags.PATH, 0);
		try {
			boolean same = FileStatus.of(found, path).isSame(FileStatus.of(descriptor, path))
					&& ((Descriptors.flags(descriptor, path) ^ flags) & OPENED) == 0 && PidFile.isLocked(descriptor);
			return same ? descriptor : -1;
		}
		finally {
			Posix.close(found);
		}
	}

	/**
	 * Watch the former generation until it ends. If it was stopped, which removes its pid
	 * file, there is to be no new one. If it was killed, the new one is to serve.
	 * @param stopped what to do then, with the reason
	 */
	void watch(Consumer<ErrnoException> stopped) {
		Thread thread = new Thread(() -> {
			try {
				this.connection.awaitEnd();
				if (!isFinished() && !Objects.requireNonNull(this.pidFile).isInPlace()) {
					stopped.accept(refused(this.predecessor, STOPPED));
				}
				if (isFinished()) {
					this.connection.close();
				}
			}
			catch (ErrnoException ex) {
				// Determined when the new generation is ready
			}
		}, "makedaemon-former-generation");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Return whether a failure is a refusal of this class, and no failed system call.
	 */
	static boolean isRefusal(ErrnoException failure) {
		return failure.errno() == ErrnoException.EWOULDBLOCK;
	}

	/**
	 * Return which generation the new one is.
	 */
	int generation() {
		return this.offer.generation() + 1;
	}

	/**
	 * Return what the new generation has to know of the former one.
	 * @param stepDescriptor its descriptor for the last step
	 */
	Predecessor handedOver(int stepDescriptor) {
		return new Predecessor(this.predecessor, this.offer.generation(), stepDescriptor);
	}

	/**
	 * Return the descriptor through which the new generation learns the last step.
	 */
	int stepDescriptor() {
		return this.steps.reader();
	}

	/**
	 * Put the new generation in charge, and tell both.
	 * @param pid its process id
	 * @throws ErrnoException if it has ended, or the pid file cannot be written: the
	 * former generation goes on
	 */
	synchronized void finish(long pid) throws ErrnoException {
		if (this.done || ProcessIdentity.isZombie(pid)) {
			throw refused(this.predecessor, "the new generation has ended");
		}
		PidFile file = Objects.requireNonNull(this.pidFile);
		if (!this.predecessor.isAlive() && !file.isInPlace()) {
			throw refused(this.predecessor, STOPPED);
		}
		file.replace(this.predecessor.pid(), pid);
		Trace.step("the pid file names process " + pid);
		try {
			Posix.write(this.steps.writer(), UpgradeStep.DONE.toBytes(), "the message to the new generation");
		}
		catch (ErrnoException ex) {
			// It has ended
			file.replace(pid, this.predecessor.pid());
			throw ex;
		}
		this.done = true;
		try {
			this.connection.send(UpgradeStep.DONE.toBytes(), List.of());
			Trace.step("told process " + this.predecessor.pid() + " to drain");
		}
		catch (ErrnoException ex) {
			// The former generation has ended in the meantime
		}
	}

	/**
	 * Let the former generation go on, unless the new one is in charge.
	 */
	synchronized void abandon() {
		if (this.done) {
			return;
		}
		this.done = true;
		Posix.close(this.steps.writer());
		try {
			this.connection.send(UpgradeStep.ABANDONED.toBytes(), List.of());
		}
		catch (ErrnoException ex) {
			// It has ended as well
		}
		Trace.step("abandoned the upgrade of process " + this.predecessor.pid());
	}

	/**
	 * Close what a supervisor does not need once the new generation is in charge: a
	 * socket that this generation does not use must not stay open. The connection is
	 * closed when the former generation has ended.
	 * @param kept the descriptors that stay open
	 */
	void close(List<Integer> kept) {
		Posix.close(this.request);
		Posix.close(this.steps.writer());
		for (int descriptor : this.descriptors) {
			if (!kept.contains(descriptor)) {
				Posix.close(descriptor);
			}
		}
	}

	/**
	 * Return whether the new generation is in charge.
	 */
	synchronized boolean isFinished() {
		return this.done;
	}

}

package io.makedaemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.makedaemon.pidfile.KeptPidFile;
import io.makedaemon.pidfile.StatusFile;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.LocalConnection;
import io.makedaemon.posix.LocalConnection.Received;
import io.makedaemon.proc.FileSnapshot;
import io.makedaemon.proc.HeldLock;
import io.makedaemon.proc.LockHolder;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.trace.Trace;
import io.makedaemon.wire.UpgradeOffer;
import io.makedaemon.wire.UpgradeStep;

/**
 * The running daemon's side of an upgrade: it hands over to the first child of the next
 * generation, serves on until that one is in charge, and then drains.
 */
final class Stage2Upgrade {

	private static final int ROOT = 0;

	private static final String NAME = "makedaemon-upgrade";

	private static final long FOREVER = -1;

	private final Generation generation;

	private final KeptPidFile pidFile;

	private final OpenedSockets sockets;

	private final OpenedFiles files;

	private final DaemonContext context;

	private final AtomicBoolean busy = new AtomicBoolean();

	private volatile String handled = "";

	Stage2Upgrade(Generation generation, KeptPidFile pidFile, OpenedSockets sockets, OpenedFiles files,
			DaemonContext context) {
		this.generation = generation;
		this.pidFile = pidFile;
		this.sockets = sockets;
		this.files = files;
		this.context = context;
	}

	/**
	 * Check whether a SIGHUP is meant for an upgrade, and begin with it then.
	 * @return whether it is; otherwise, it is for the program
	 */
	boolean isRequested() {
		String address = StatusFile.read(ProcessHandle.current().pid()).get(UpgradeOffer.REQUEST);
		if (address == null || address.equals(this.handled)) {
			return false;
		}
		this.handled = address;
		Thread thread = new Thread(() -> run(address), NAME);
		thread.setDaemon(true);
		thread.start();
		return true;
	}

	private void run(String address) {
		try {
			LocalConnection next = LocalConnection.connect(address);
			try {
				int uid = next.peer().uid();
				if (uid == ROOT || uid == ProcSelf.effectiveUserId()) {
					answer(next);
				}
			}
			finally {
				next.close();
			}
		}
		catch (ErrnoException | IOException | LinkageError ex) {
			// The next generation has ended, or learns that this one does not answer
			Trace.step("cannot hand over: " + ex);
		}
	}

	private void answer(LocalConnection next) throws ErrnoException {
		if (this.busy.getAndSet(true)) {
			refuse(next, "another upgrade is in progress");
			return;
		}
		try {
			if (!this.generation.isInCharge()) {
				refuse(next, "it is being replaced already");
			}
			else if (!this.pidFile.share(true)) {
				refuse(next, "it is shutting down");
			}
			else if (!this.generation.isSoleOwner()) {
				refuse(next, "the process that it has replaced has not ended yet, try again then");
			}
			else {
				serve(next);
			}
		}
		finally {
			this.pidFile.share(false);
			this.busy.set(false);
		}
	}

	private static void refuse(LocalConnection next, String reason) throws ErrnoException {
		next.send(UpgradeOffer.refused(reason).toBytes(), List.of());
	}

	/**
	 * Hand over, and leave everything to the next generation once that is in charge.
	 */
	private void serve(LocalConnection next) throws ErrnoException {
		this.generation.share(true);
		this.context.publish(Published.UPGRADING, "true");
		try {
			handOver(next);
			if (isReplaced(next)) {
				this.context.publish(StatusFile.REPLACED, "true");
				this.generation.resign();
			}
		}
		finally {
			this.generation.share(false);
			this.context.publish(Published.UPGRADING, "");
		}
	}

	private void handOver(LocalConnection next) throws ErrnoException {
		List<Integer> descriptors = new ArrayList<>();
		descriptors.add(this.pidFile.descriptor());
		List<String> locked = new ArrayList<>();
		OpenedSockets.Open open = this.sockets.open();
		descriptors.addAll(open.descriptors());
		this.files.locked().forEach((path, descriptor) -> {
			locked.add(path);
			descriptors.add(descriptor);
		});
		if (descriptors.size() > LocalConnection.MAX_DESCRIPTORS) {
			next.send(UpgradeOffer
				.refused("it has more than " + (LocalConnection.MAX_DESCRIPTORS - 1)
						+ " sockets and locked files, which cannot be handed over")
				.toBytes(), List.of());
			return;
		}
		next.send(new UpgradeOffer("", this.generation.number(), open.sockets(), locked).toBytes(), descriptors);
		Trace.step("handed over " + descriptors.size() + " descriptors");
	}

	/**
	 * Wait until the next generation is in charge, or the upgrade is abandoned.
	 */
	private boolean isReplaced(LocalConnection next) {
		UpgradeStep step = null;
		try {
			Received received;
			do {
				received = next.receive(1, FOREVER);
			}
			while (received == null);
			step = UpgradeStep.of(received.bytes());
		}
		catch (ErrnoException ex) {
			// As if nothing had been received
		}
		boolean replaced = (step != null) ? step == UpgradeStep.DONE : isNamedOther();
		Trace.step("the upgrade is " + (replaced ? "done" : "abandoned"));
		return replaced;
	}

	/**
	 * Return whether the pid file names the next generation, which is running.
	 */
	private boolean isNamedOther() {
		long named = this.pidFile.named();
		try {
			if (named != 0 && named != ProcessHandle.current().pid() && LockHolder.isHidden(named)) {
				return ProcessHandle.of(named).isPresent();
			}
			return named != 0 && named != ProcessHandle.current().pid() && HeldLock.of(named,
					FileSnapshot.following(Path.of(ProcSelf.descriptorPath(this.pidFile.descriptor())))) != null;
		}
		catch (IOException ex) {
			return false;
		}
	}

}

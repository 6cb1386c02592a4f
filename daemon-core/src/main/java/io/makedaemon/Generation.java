package io.makedaemon;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

import io.makedaemon.pidfile.KeptPidFile;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.proc.OpenFiles;
import io.makedaemon.proc.ProcessIdentity;
import io.makedaemon.trace.Trace;
import io.makedaemon.wire.Handover.Predecessor;
import io.makedaemon.wire.UpgradeStep;

/**
 * The generation of the daemon that this process is. After an upgrade begins, there are
 * two: the one that the pid file names is in charge, and looks after what has a name. The
 * other one has not taken over yet, or drains. Thread-safe.
 */
final class Generation {

	private static final long POLL_MILLIS = 20;

	private static final String NAME = "makedaemon-generation";

	private final int number;

	private final @Nullable ProcessIdentity predecessor;

	private final @Nullable KeptPidFile pidFile;

	/** Ends this process with an exit code. */
	private final IntConsumer end;

	private final CountDownLatch inCharge;

	private final List<Runnable> soleOwnerActions = new ArrayList<>();

	private volatile boolean soleOwner;

	/** Whether a next generation may be running. */
	private volatile boolean shared;

	/** Held while the listener below is set or called. */
	private final Object telling = new Object();

	private @Nullable Consumer<Boolean> sharedListener;

	private volatile boolean resigned;

	private @Nullable Runnable drain;

	private Generation(int number, @Nullable ProcessIdentity predecessor, @Nullable KeptPidFile pidFile,
			IntConsumer end) {
		this.number = number;
		this.end = end;
		this.predecessor = predecessor;
		this.pidFile = pidFile;
		this.soleOwner = (predecessor == null);
		this.inCharge = new CountDownLatch(this.soleOwner ? 0 : 1);
	}

	/**
	 * Return the generation of a process that replaces no other one.
	 * @param number the number; 1 unless a supervisor has started the process
	 * @param pidFile the pid file; null if there is none
	 * @param end ends this process with an exit code
	 */
	static Generation first(int number, @Nullable KeptPidFile pidFile, IntConsumer end) {
		if (pidFile != null) {
			pidFile.keep();
		}
		return new Generation(number, null, pidFile, end);
	}

	/**
	 * Return a generation that takes over once it is ready. If it cannot, since the
	 * upgrade is abandoned, this process ends.
	 * @param predecessor the former generation
	 * @param pidFile the pid file
	 * @param end ends this process with an exit code
	 */
	static Generation after(Predecessor predecessor, @Nullable KeptPidFile pidFile, IntConsumer end) {
		Generation next = new Generation(predecessor.generation() + 1, predecessor.process(), pidFile, end);
		Thread thread = new Thread(() -> next.takeOver(predecessor), NAME);
		thread.setDaemon(true);
		thread.start();
		return next;
	}

	private void takeOver(Predecessor former) {
		if (!isDone(former.stepDescriptor())) {
			Trace.step("the upgrade was abandoned");
			this.end.accept(1);
			return;
		}
		if (this.pidFile != null) {
			this.pidFile.keep();
		}
		Trace.step("is in charge, as generation " + this.number);
		this.inCharge.countDown();
		try {
			while (former.process().isAlive()) {
				Thread.sleep(POLL_MILLIS);
			}
			becomeSoleOwner();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Wait for the last step of the upgrade. If nobody tells it, the pid file does.
	 */
	private boolean isDone(int stepDescriptor) {
		try (InputStream steps = new FileInputStream(Descriptors.adopt(stepDescriptor))) {
			int step = steps.read();
			return (step >= 0) ? UpgradeStep.of(ByteStrings.of(new byte[] { (byte) step })) == UpgradeStep.DONE
					: isNamed();
		}
		catch (IOException ex) {
			return isNamed();
		}
	}

	private boolean isNamed() {
		return this.pidFile != null && this.pidFile.named() == ProcessHandle.current().pid();
	}

	private void becomeSoleOwner() {
		List<Runnable> actions;
		synchronized (this) {
			this.soleOwner = true;
			actions = List.copyOf(this.soleOwnerActions);
			this.soleOwnerActions.clear();
		}
		Trace.step("is the sole owner");
		tellShared();
		actions.forEach((action) -> {
			try {
				action.run();
			}
			catch (RuntimeException | Error ex) {
				// The others are run as well
				Trace.step("an action of the sole owner has failed: " + ex);
			}
		});
	}

	/**
	 * Return the number: 1 for a daemon that was started, and one more for each upgrade.
	 */
	int number() {
		return this.number;
	}

	/**
	 * Return the process that this one replaces.
	 */
	OptionalLong predecessor() {
		return (this.predecessor != null) ? OptionalLong.of(this.predecessor.pid()) : OptionalLong.empty();
	}

	/**
	 * Wait until this generation is in charge, also if the thread is interrupted.
	 */
	void awaitCharge() {
		boolean interrupted = false;
		while (this.inCharge.getCount() > 0) {
			try {
				this.inCharge.await();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	boolean isInCharge() {
		return this.inCharge.getCount() == 0 && !this.resigned;
	}

	/**
	 * Return whether the file of a socket is this process's to remove: if this generation
	 * is in charge, or the one that is has not inherited the socket.
	 * @param socket the kernel's name for the socket
	 */
	boolean owns(String socket) {
		if (isInCharge() || this.pidFile == null) {
			return isInCharge() && (this.pidFile == null || !this.pidFile.isLeftToSupervisor());
		}
		long other = this.pidFile.named();
		try {
			return other != 0 && other != ProcessHandle.current().pid() && OpenFiles.find(other, socket) == null;
		}
		catch (IOException ex) {
			// It has ended, or may not be inspected: the next start replaces the file
			return false;
		}
	}

	/**
	 * Return whether no other generation is running.
	 */
	boolean isSoleOwner() {
		return this.soleOwner && !this.shared;
	}

	/**
	 * Note that a next generation may be running from now on, or is not after all.
	 */
	void share(boolean shared) {
		this.shared = shared;
		tellShared();
	}

	/**
	 * Set the listener for whether another generation may be running. If one may be, it
	 * is told at once.
	 */
	void onShared(Consumer<Boolean> listener) {
		synchronized (this.telling) {
			this.sharedListener = listener;
			if (!isSoleOwner()) {
				tellShared();
			}
		}
	}

	private void tellShared() {
		synchronized (this.telling) {
			Consumer<Boolean> listener = this.sharedListener;
			if (listener == null) {
				return;
			}
			try {
				listener.accept(!isSoleOwner());
			}
			catch (RuntimeException | LinkageError ex) {
				// It must not keep the generations from following each other
				Trace.step("the listener for another generation has failed: " + ex);
			}
		}
	}

	/**
	 * Run an action when no other generation is running: at once if there is none.
	 */
	void onSoleOwner(Runnable action) {
		synchronized (this) {
			if (!this.soleOwner) {
				this.soleOwnerActions.add(action);
				return;
			}
		}
		action.run();
	}

	synchronized void onDrain(Runnable action) {
		this.drain = action;
	}

	/**
	 * Leave everything to the next generation, finish what was begun, and end.
	 */
	void resign() {
		this.resigned = true;
		if (this.pidFile != null) {
			this.pidFile.resign();
		}
		Trace.step("drains");
		Runnable action;
		synchronized (this) {
			action = this.drain;
		}
		try {
			if (action != null) {
				action.run();
			}
		}
		finally {
			this.end.accept(0);
		}
	}

}

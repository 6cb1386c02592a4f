package io.makedaemon;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.Posix;
import io.makedaemon.posix.Signals;
import io.makedaemon.proc.CompilerThreads;
import io.makedaemon.wire.Command;
import io.makedaemon.wire.WaitStatus;

/**
 * The first child's watch over the daemon, for as long as the parent waits: only the
 * process's own parent learns how it ends. What is to hold until the daemon is ready, and
 * no longer, is begun and ended here.
 */
final class Stage1Watch extends Thread {

	private static final int EAGAIN = 11;

	/**
	 * How often it looks whether the daemon's JVM has started its compilers, at first.
	 */
	private static final long BETWEEN_LOOKS = 20;

	private static final int LOOKS = 100;

	/** How often it does so later, on machines that are very busy. */
	private static final long BETWEEN_LATE_LOOKS = 200;

	/** Some JVMs have none. */
	private static final int ALL_LOOKS = 140;

	private final InputStream commands;

	private final CountDownLatch watching = new CountDownLatch(1);

	private final CountDownLatch ended = new CountDownLatch(1);

	private final Ready ready;

	/** Held while a signal is sent, and while the daemon's process is forgotten. */
	private final Object signalling = new Object();

	private volatile long pid;

	private Stage1Watch(InputStream commands, Ready ready) {
		this.commands = commands;
		this.ready = ready;
	}

	/**
	 * Prepares the watch, before there is a daemon that would be lost if it cannot be
	 * done.
	 * @param commands what the parent says; its end is the end of this process
	 * @param ready what is done when the daemon is ready
	 * @return the watch
	 * @throws ErrnoException if there can be no other thread
	 */
	static Stage1Watch prepare(InputStream commands, Ready ready) throws ErrnoException {
		Stage1Watch watch = new Stage1Watch(commands, ready);
		watch.setDaemon(true);
		try {
			watch.start();
		}
		catch (OutOfMemoryError ex) {
			throw new ErrnoException("pthread_create", "start a thread", "", EAGAIN);
		}
		return watch;
	}

	/**
	 * Waits for the daemon's end, or the parent's word that it does not matter any more.
	 * @param daemon the process id
	 * @return how the daemon has ended
	 */
	WaitStatus awaitEnd(long daemon) {
		this.pid = daemon;
		this.watching.countDown();
		Posix.waitid(daemon);
		synchronized (this.signalling) {
			// The id may be another process's from now on
			this.pid = 0;
			return new WaitStatus(Posix.waitpid(daemon));
		}
	}

	/**
	 * Waits until the parent has done what only it can, or is gone. There is no daemon.
	 */
	void awaitParent() {
		this.watching.countDown();
		try {
			this.ended.await();
		}
		catch (InterruptedException ex) {
			// Nobody interrupts
		}
	}

	@Override
	public void run() {
		try {
			this.watching.await();
			CompilerThreads compilers = new CompilerThreads(this.pid);
			holdBack(compilers);
			Command command = Command.read(this.commands);
			while (command != null && !isReady(command)) {
				command = Command.read(this.commands);
			}
			if (this.pid != 0) {
				compilers.release();
			}
			if (command != null) {
				this.ready.daemonIsReady();
			}
		}
		catch (IOException | InterruptedException ex) {
			// As if it had ended
		}
		if (this.pid != 0) {
			Runtime.getRuntime().halt(0);
		}
		this.ended.countDown();
	}

	private void holdBack(CompilerThreads compilers) throws IOException, InterruptedException {
		for (int i = 0; i < ALL_LOOKS && this.commands.available() == 0 && this.pid != 0
				&& !compilers.holdBack(); i++) {
			Thread.sleep((i < LOOKS) ? BETWEEN_LOOKS : BETWEEN_LATE_LOOKS);
		}
	}

	/**
	 * Does what is to be done before the daemon is ready. A command that is forgotten
	 * here does not compile.
	 */
	private boolean isReady(Command command) throws IOException {
		return switch (command) {
			case GO -> throw new IOException("told to go on twice");
			case DUMP -> {
				dump();
				yield false;
			}
			case READY -> true;
			// The parent ends the daemon itself
			case STOP -> false;
		};
	}

	private void dump() {
		synchronized (this.signalling) {
			try {
				if (this.pid != 0) {
					Posix.kill(this.pid, Signals.SIGQUIT);
				}
			}
			catch (ErrnoException ex) {
				// It may not be sent one
			}
		}
	}

	/**
	 * What is done when the daemon is ready.
	 */
	interface Ready {

		void daemonIsReady() throws IOException;

	}

}

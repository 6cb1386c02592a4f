package io.makedaemon;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.Signals;
import io.makedaemon.proc.CompilerThreads;
import io.makedaemon.wire.Command;

/**
 * The first child's watch over the daemon while the parent waits, since only the parent
 * of a process learns how it ends. Measures that apply only until the daemon is ready
 * begin and end here.
 */
final class Stage1Watch extends Thread {

	private static final int EAGAIN = 11;

	/**
	 * How long to wait between the first checks for the compilers of the daemon's JVM, in
	 * milliseconds.
	 */
	private static final long BETWEEN_LOOKS = 20;

	private static final int LOOKS = 100;

	/** How long to wait between later checks, on very busy machines, in milliseconds. */
	private static final long BETWEEN_LATE_LOOKS = 200;

	/** The number of checks after which to give up, since some JVMs have no compilers. */
	private static final int ALL_LOOKS = 140;

	private final InputStream commands;

	private final CountDownLatch watching = new CountDownLatch(1);

	private final CountDownLatch ended = new CountDownLatch(1);

	private final Ready ready;

	private volatile @Nullable Stage1Process daemon;

	/** Whether the parent has told to make no daemon. */
	private boolean stopped;

	private Stage1Watch(InputStream commands, Ready ready) {
		this.commands = commands;
		this.ready = ready;
	}

	/**
	 * Prepare the watch before there is a daemon that would be lost if this fails.
	 * @param commands the parent's commands; when they end, this process ends
	 * @param ready what to do when the daemon is ready
	 * @return the watch
	 * @throws ErrnoException if no other thread can be started
	 */
	static Stage1Watch prepare(InputStream commands, Ready ready) throws ErrnoException {
		Stage1Watch watch = new Stage1Watch(commands, ready);
		start(watch);
		return watch;
	}

	/**
	 * Start a thread that does not keep this process running.
	 * @param thread the thread
	 * @throws ErrnoException if no other thread can be started
	 */
	static void start(Thread thread) throws ErrnoException {
		thread.setDaemon(true);
		try {
			thread.start();
		}
		catch (OutOfMemoryError ex) {
			throw new ErrnoException("pthread_create", "start a thread", "", EAGAIN);
		}
	}

	/**
	 * Wait until the daemon ends, or until nobody needs to know any longer.
	 * @param process the daemon's process, which is not reaped yet afterwards
	 */
	void awaitEnd(Stage1Process process) {
		this.daemon = process;
		this.watching.countDown();
		process.awaitEnd();
	}

	/**
	 * Wait, without a daemon, until the parent has done what only it can do, or has
	 * ended.
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
			Stage1Process process = this.daemon;
			CompilerThreads compilers = new CompilerThreads((process != null) ? process.pid() : 0);
			holdBack(compilers);
			Command command = Command.read(this.commands);
			while (command != null && !isReady(command)) {
				command = Command.read(this.commands);
			}
			if (isRunning()) {
				compilers.release();
			}
			if (command != null) {
				this.ready.daemonIsReady((process != null && isRunning()) ? process.pid() : 0);
			}
		}
		catch (IOException | InterruptedException ex) {
			// As if the parent had ended
		}
		boolean goesOn = !this.stopped && this.ready.goesOn();
		if (!goesOn && isRunning()) {
			Runtime.getRuntime().halt(0);
		}
		this.ended.countDown();
	}

	private boolean isRunning() {
		Stage1Process process = this.daemon;
		return process != null && !process.isReaped();
	}

	private void holdBack(CompilerThreads compilers) throws IOException, InterruptedException {
		for (int i = 0; i < ALL_LOOKS && this.commands.available() == 0 && isRunning() && !compilers.holdBack(); i++) {
			Thread.sleep((i < LOOKS) ? BETWEEN_LOOKS : BETWEEN_LATE_LOOKS);
		}
	}

	/**
	 * Run a command, and return whether it says that the daemon is ready. A command that
	 * is missing here does not compile.
	 */
	private boolean isReady(Command command) throws IOException {
		return switch (command) {
			case GO -> throw new IOException("told to go on twice");
			case DUMP -> {
				Stage1Process process = this.daemon;
				if (process != null) {
					process.signal(Signals.SIGQUIT);
				}
				yield false;
			}
			case READY -> true;
			// The parent ends the daemon itself
			case STOP -> {
				this.stopped = true;
				yield false;
			}
		};
	}

	/**
	 * What to do when the daemon is ready.
	 */
	interface Ready {

		/**
		 * The daemon is ready.
		 * @param pid its process id; 0 if it has ended
		 */
		void daemonIsReady(long pid) throws IOException;

		/**
		 * Return whether this process goes on when the parent no longer needs it.
		 */
		boolean goesOn();

	}

}

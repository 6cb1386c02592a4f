package io.makedaemon.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Watches captured streams, and notifies their readers of new output.
 */
final class StreamWatch implements Runnable {

	private static final int EVENTS_BUFFER = 4096;

	/**
	 * How long to pause between notifications: a busy reader need not know about every
	 * write.
	 */
	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

	/** The polling interval if the kernel does not report changes. */
	private static final long POLL = TimeUnit.MILLISECONDS.toNanos(100);

	private final List<CapturedStream> streams;

	private final @Nullable FileChannel changes;

	private volatile boolean ending;

	/**
	 * Create a watch.
	 * @param streams the streams
	 * @param changes where the kernel reports writes to the streams' files, see
	 * inotify(7); null if it does not
	 */
	StreamWatch(List<CapturedStream> streams, @Nullable FileChannel changes) {
		this.streams = streams;
		this.changes = changes;
	}

	/**
	 * Begin to watch.
	 */
	void start() {
		new CaptureThread(this, "daemon-capture").start();
		Runtime.getRuntime().addShutdownHook(new CaptureThread(this::end, "daemon-capture-end"));
	}

	/**
	 * Leave the system call, and poll from now on: a JVM that is ending waits 300 ms for
	 * threads that are in a system call.
	 */
	private void end() {
		this.ending = true;
		try {
			if (this.changes != null) {
				this.changes.close();
			}
		}
		catch (IOException ex) {
			// The shutdown takes longer then
		}
	}

	@Override
	public void run() {
		try {
			boolean told = this.changes != null;
			ByteBuffer events = ByteBuffer.allocateDirect(EVENTS_BUFFER);
			while (true) {
				if (told) {
					told = awaitChange(events);
				}
				else {
					LockSupport.parkNanos(this.ending ? PAUSE : POLL);
				}
				boolean unread = false;
				for (CapturedStream stream : this.streams) {
					unread |= stream.changed();
				}
				if (unread) {
					LockSupport.parkNanos(PAUSE);
				}
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			// Readers notice that the stream has ended
			this.streams.forEach(CapturedStream::close);
		}
	}

	/**
	 * Wait for a change.
	 * @param events the buffer for the kernel's events
	 * @return whether the kernel will report further changes
	 */
	private boolean awaitChange(ByteBuffer events) throws IOException {
		try {
			if (this.changes == null || this.changes.read(events.clear()) < 0) {
				throw new IOException("the kernel tells of no more changes");
			}
			return true;
		}
		catch (ClosedByInterruptException ex) {
			// The thread runs as long as the process, whoever interrupts it
			Thread.interrupted();
			return false;
		}
		catch (ClosedChannelException ex) {
			return false;
		}
	}

}

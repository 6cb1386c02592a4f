package io.makedaemon.capture;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Both captured streams of this process.
 *
 * @param stdout standard output
 * @param stderr standard error
 */
public record CapturedStreams(CapturedStream stdout, CapturedStream stderr) {

	private static final int PRINT_BUFFER = 8192;

	private static final int EVENTS_BUFFER = 4096;

	/** While a stream is being read, its reader needs not be told of every write. */
	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

	/** How often to look where the kernel does not tell of changes. */
	private static final long POLL = TimeUnit.MILLISECONDS.toNanos(100);

	/**
	 * Begins to capture: directs {@link System#out} and {@link System#err} to the
	 * streams, and watches them.
	 * @param changes where the kernel tells of writes to the streams' files, see
	 * inotify(7); null if it does not
	 * @param maxBacklog how much of each stream may be unread before the oldest of it is
	 * dropped, in bytes
	 * @return the streams
	 * @throws IOException if the standard descriptors are no files
	 */
	public static CapturedStreams open(@Nullable InputStream changes, long maxBacklog) throws IOException {
		CapturedStreams streams = new CapturedStreams(new CapturedStream(StandardStream.STDOUT, maxBacklog),
				new CapturedStream(StandardStream.STDERR, maxBacklog));
		System.setOut(printTo(streams.stdout));
		System.setErr(printTo(streams.stderr));
		new CaptureThread(() -> streams.watch(changes), "daemon-capture").start();
		return streams;
	}

	private static PrintStream printTo(CapturedStream stream) throws IOException {
		return new PrintStream(new BufferedOutputStream(new PrintingStream(stream), PRINT_BUFFER), true,
				stream.standardStream().charset());
	}

	private void watch(@Nullable InputStream changes) {
		byte[] events = new byte[EVENTS_BUFFER];
		try {
			while (true) {
				if (changes == null) {
					LockSupport.parkNanos(POLL);
				}
				else if (changes.read(events) < 0) {
					throw new IOException("the kernel tells of no more changes");
				}
				boolean unread = false;
				for (CapturedStream stream : List.of(this.stdout, this.stderr)) {
					unread |= stream.changed();
				}
				if (unread) {
					LockSupport.parkNanos(PAUSE);
				}
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			// Whoever reads is told by the end of the reading
			this.stdout.close();
			this.stderr.close();
		}
	}

}

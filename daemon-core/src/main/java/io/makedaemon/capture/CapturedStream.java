package io.makedaemon.capture;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.MemoryFile;
import io.makedaemon.posix.NativeLibrary;

/**
 * The output to a standard stream of this process, whether by Java, the JVM, a native
 * library, or a child process. The stream never ends: reading waits for more.
 *
 * <p>
 * The descriptor refers to a file in memory to which everybody appends. Writing therefore
 * never waits, even when the JVM writes a thread dump while it has stopped every thread
 * that could read. Memory that has been read is returned to the system from time to time.
 * Java code that prints to {@link System#out} or {@link System#err} waits while the
 * reader is 1 MiB behind. Other writers cannot be made to wait: when they exceed the
 * permitted backlog, the oldest lines are dropped.
 *
 * <p>
 * Thread-safe. An interrupt does not close the stream.
 */
public final class CapturedStream extends InputStream {

	/** How far Java's printing may be ahead of the reading, in bytes. */
	static final int MAX_AHEAD = 1 << 20;

	/** How long Java's printing waits for a reader that makes no progress. */
	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

	private static final int CHUNK = 1 << 16;

	private static final int GIVE_BACK = 1 << 24;

	private final StandardStream stream;

	private final FileInputStream file;

	private final long maxBacklog;

	/** Its position is what a supervisor takes for logged; null if there is none. */
	private final @Nullable FileChannel progress;

	/** Where the line begins that was not delivered to its end. */
	private long lineStart;

	/** The number of bytes that Java has printed since the reader last caught up. */
	private final AtomicLong printed = new AtomicLong();

	private long position;

	private long givenBack;

	private boolean givesBack = true;

	private boolean beingRead;

	private boolean readerWaits;

	private int printersWait;

	private boolean wokenUp;

	private boolean closed;

	private long droppedLines;

	/** The rest of the line that was being read when other lines were dropped. */
	private ByteBuffer rest = ByteBuffer.allocate(0);

	/**
	 * Open the stream.
	 * @param stream the standard stream
	 * @param maxBacklog how much may be unread before the oldest output is dropped, in
	 * bytes
	 * @param progress the descriptor by which a supervisor knows what was read; null if
	 * there is none
	 * @throws IOException if the descriptor is not a file
	 */
	CapturedStream(StandardStream stream, long maxBacklog, @Nullable FileChannel progress) throws IOException {
		this.stream = stream;
		this.file = new FileInputStream(stream.path());
		this.maxBacklog = maxBacklog;
		this.progress = progress;
	}

	/**
	 * Return which standard stream it is.
	 * @return the standard stream
	 */
	public StandardStream standardStream() {
		return this.stream;
	}

	@Override
	public int read() throws IOException {
		byte[] single = new byte[1];
		read(single, 0, 1);
		return single[0] & 0xff;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, bytes.length);
		if (length == 0) {
			return 0;
		}
		int count = 0;
		while (count == 0) {
			count = read(bytes, offset, length, 0);
		}
		return count;
	}

	/**
	 * Read, waiting for a limited time.
	 * @param bytes the buffer to read into
	 * @param timeout how long to wait, in nanoseconds; 0 for no limit
	 * @return the number of bytes; 0 if none arrived in time, or after a
	 * {@link #wakeUp()}
	 * @throws IOException if the stream is closed
	 * @throws InterruptedIOException if the thread is interrupted while it waits
	 */
	public int read(byte[] bytes, long timeout) throws IOException {
		return read(bytes, 0, bytes.length, timeout);
	}

	private synchronized int read(byte[] bytes, int offset, int length, long timeout) throws IOException {
		this.beingRead = true;
		commit();
		long deadline = System.nanoTime() + timeout;
		while (!this.closed) {
			if (this.rest.hasRemaining()) {
				int count = Math.min(length, this.rest.remaining());
				this.rest.get(bytes, offset, count);
				delivered(bytes, offset, count);
				return count;
			}
			int count = this.file.read(bytes, offset, Math.min(length, CHUNK));
			if (count > 0) {
				advance(count);
				delivered(bytes, offset, count);
				return count;
			}
			this.printed.set(0);
			long left = (timeout > 0) ? deadline - System.nanoTime() : Long.MAX_VALUE;
			if (this.wokenUp || left <= 0) {
				this.wokenUp = false;
				return 0;
			}
			awaitMore(left);
		}
		throw new IOException("Stream closed");
	}

	/**
	 * Note what was delivered. The rest of a line that was not delivered to its end may
	 * be lost with this process.
	 */
	private void delivered(byte[] bytes, int offset, int count) {
		if (this.progress == null) {
			return;
		}
		for (int i = count - 1; i >= 0; i--) {
			if (bytes[offset + i] == '\n') {
				this.lineStart = this.position - this.rest.remaining() - (count - i - 1);
				return;
			}
		}
	}

	/**
	 * Tell the supervisor that all lines which were delivered are logged: whoever reads
	 * on has done that.
	 */
	synchronized void commit() throws IOException {
		if (this.progress != null && this.progress.position() != this.lineStart) {
			this.progress.position(this.lineStart);
		}
	}

	boolean isSupervised() {
		return this.progress != null;
	}

	private void awaitMore(long nanos) throws InterruptedIOException {
		this.readerWaits = true;
		try {
			TimeUnit.NANOSECONDS.timedWait(this, nanos);
		}
		catch (InterruptedException ex) {
			throw new InterruptedIOException("interrupted while waiting for standard output or error");
		}
		finally {
			this.readerWaits = false;
		}
	}

	private void advance(long count) throws IOException {
		this.position += count;
		if (this.position - this.givenBack >= GIVE_BACK && this.givesBack) {
			giveBack();
		}
		if (this.printersWait > 0 && this.file.available() <= MAX_AHEAD / 2) {
			notifyAll();
		}
	}

	private void giveBack() throws IOException {
		try {
			long end = (this.progress != null) ? this.lineStart : this.position;
			MemoryFile.punchHole(this.stream.descriptor(), this.givenBack, end - this.givenBack);
			this.givenBack = end;
		}
		catch (ErrnoException ex) {
			keepAll(ex.errnoText() + " (" + ex.call() + ")");
		}
		catch (LinkageError ex) {
			keepAll(NativeLibrary.failure(ex));
		}
	}

	/**
	 * Refuse further writes by others, and return the memory that has been read.
	 */
	synchronized void finish() throws IOException {
		try {
			MemoryFile.sealAgainstGrowing(this.stream.descriptor());
			giveBack();
		}
		catch (ErrnoException ex) {
			throw new IOException(ex);
		}
	}

	private void keepAll(String reason) throws IOException {
		this.givesBack = false;
		try (OutputStream out = new FileOutputStream(this.stream.path(), true)) {
			out.write(("The memory of captured output cannot be returned to the system: " + reason + "\n")
				.getBytes(StandardCharsets.UTF_8));
		}
	}

	/**
	 * Make a thread that waits in {@link #read(byte[], long)} return, or else the next
	 * thread that calls it.
	 */
	public synchronized void wakeUp() {
		this.wokenUp = true;
		notifyAll();
	}

	@Override
	public synchronized int available() throws IOException {
		return this.closed ? 0 : this.rest.remaining() + this.file.available();
	}

	/**
	 * Return the position of the reader.
	 * @return the number of bytes that were read or dropped since the process started
	 */
	public synchronized long position() {
		return this.position;
	}

	/**
	 * Return the position of the writers.
	 * @return the number of bytes that were written since the process started; if the
	 * stream is closed, the position of the reader
	 * @throws IOException if this cannot be determined
	 */
	public synchronized long end() throws IOException {
		return this.position + (this.closed ? 0 : this.file.available());
	}

	/**
	 * Return the number of lines that were dropped because they arrived too fast for the
	 * reader.
	 * @return the number of lines
	 */
	public synchronized long droppedLines() {
		return this.droppedLines;
	}

	/**
	 * End reading permanently: later output is dropped.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		notifyAll();
	}

	/**
	 * Note that there may be more output.
	 * @return whether there is unread output now
	 */
	synchronized boolean changed() throws IOException {
		long unread = this.file.available();
		if (unread > this.maxBacklog || (unread > 0 && this.closed)) {
			drop(this.closed ? 0 : this.maxBacklog / 2);
		}
		if (this.readerWaits && unread > 0) {
			notifyAll();
		}
		return unread > 0;
	}

	/**
	 * Drop lines until at most the given number of bytes is unread. The line being read
	 * stays whole, and so does the next one.
	 */
	private void drop(long remaining) throws IOException {
		byte[] chunk = new byte[CHUNK];
		if (!this.rest.hasRemaining() && !this.closed) {
			int length = readLines(chunk, 1);
			this.rest = ByteBuffer.wrap(chunk, 0, length).slice();
			chunk = new byte[CHUNK];
		}
		while (this.file.available() > remaining) {
			int length = readLines(chunk, Integer.MAX_VALUE);
			for (int i = 0; i < length; i++) {
				if (chunk[i] == '\n') {
					this.droppedLines++;
				}
			}
		}
	}

	/**
	 * Read whole lines, or a part of a line that is longer than the chunk.
	 */
	private int readLines(byte[] chunk, int maxLines) throws IOException {
		int count = this.file.read(chunk);
		int end = 0;
		int lines = 0;
		for (int i = 0; i < count && lines < maxLines; i++) {
			if (chunk[i] == '\n') {
				end = i + 1;
				lines++;
			}
		}
		if (end == 0) {
			end = count;
		}
		this.file.skip(end - count);
		advance(end);
		return end;
	}

	/**
	 * Make Java code that has printed something wait until the reader is not too far
	 * behind. After too long a wait it continues, without losing its output.
	 */
	void printed(int count) throws IOException {
		if (this.printed.addAndGet(count) > MAX_AHEAD) {
			awaitReader();
		}
	}

	private synchronized void awaitReader() throws IOException {
		long seen = this.position;
		long since = System.nanoTime();
		this.printersWait++;
		try {
			while (this.beingRead && !this.closed && this.file.available() > MAX_AHEAD) {
				TimeUnit.NANOSECONDS.timedWait(this, PATIENCE);
				if (this.position != seen) {
					seen = this.position;
					since = System.nanoTime();
				}
				else if (System.nanoTime() - since >= PATIENCE) {
					this.printed.set(0);
					return;
				}
			}
			this.printed.set(this.beingRead ? this.file.available() : 0);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.printersWait--;
		}
	}

}

package io.makedaemon.spring.boot.logging.log4j2;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes whole lines only: Log4j2 writes its buffer when it is full, in the middle of a
 * line, and another process may write to the same file then.
 */
final class WholeLines extends FilterOutputStream {

	/** The beginning of a line. */
	private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

	WholeLines(OutputStream target) {
		super(target);
	}

	/**
	 * Return where the lines go.
	 */
	OutputStream target() {
		return this.out;
	}

	@Override
	public synchronized void write(int b) throws IOException {
		write(new byte[] { (byte) b }, 0, 1);
	}

	@Override
	public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
		int end = offset + length;
		while (end > offset && bytes[end - 1] != '\n') {
			end--;
		}
		if (end > offset) {
			if (this.pending.size() == 0) {
				this.out.write(bytes, offset, end - offset);
			}
			else {
				this.pending.write(bytes, offset, end - offset);
				writePending();
			}
		}
		this.pending.write(bytes, end, offset + length - end);
	}

	/**
	 * Write everything: Log4j2 flushes at the end of an event.
	 */
	@Override
	public synchronized void flush() throws IOException {
		if (this.pending.size() > 0) {
			writePending();
		}
		this.out.flush();
	}

	private void writePending() throws IOException {
		byte[] bytes = this.pending.toByteArray();
		this.pending.reset();
		this.out.write(bytes, 0, bytes.length);
	}

}

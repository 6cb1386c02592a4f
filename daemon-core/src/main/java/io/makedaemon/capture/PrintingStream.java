package io.makedaemon.capture;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The target of {@link System#out} or {@link System#err} while it is captured.
 */
final class PrintingStream extends OutputStream {

	private final CapturedStream captured;

	private final FileOutputStream file;

	PrintingStream(CapturedStream captured) throws IOException {
		this.captured = captured;
		this.file = new FileOutputStream(captured.standardStream().path(), true);
	}

	@Override
	public void write(int b) throws IOException {
		write(new byte[] { (byte) b }, 0, 1);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		if (Thread.currentThread() instanceof CaptureThread) {
			return;
		}
		this.file.write(bytes, offset, length);
		this.captured.printed(length);
	}

}

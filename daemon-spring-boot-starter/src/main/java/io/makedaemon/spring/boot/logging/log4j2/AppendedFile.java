package io.makedaemon.spring.boot.logging.log4j2;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;

/**
 * Appends to a file whatever is written, where Log4j2 would write at its own position:
 * another process may have appended to the file meanwhile.
 */
final class AppendedFile extends RandomAccessFile {

	private final WholeLines lines;

	/**
	 * Open a file.
	 * @param name its name
	 * @throws IOException if it cannot be opened
	 */
	AppendedFile(String name) throws IOException {
		super(name, "rw");
		this.lines = new WholeLines(new FileOutputStream(name, true));
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		this.lines.write(bytes, offset, length);
	}

	@Override
	public void close() throws IOException {
		try {
			this.lines.close();
		}
		finally {
			super.close();
		}
	}

}

package io.makedaemon.capture;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * What former processes have printed and nobody has logged. Lines count as logged when
 * their reader reads on: if this process ends before that, the next one has them again.
 * Not thread-safe.
 */
public final class UnreadStream extends InputStream {

	private final FileChannel channel;

	private long position;

	/** Where the line begins that was not delivered to its end. */
	private long lineStart;

	/**
	 * Create a stream from the file's offset on, which the processes share.
	 * @param descriptor the descriptor of the file
	 * @throws IOException if it is not a file
	 */
	public UnreadStream(FileDescriptor descriptor) throws IOException {
		this.channel = new FileInputStream(descriptor).getChannel();
		this.position = this.channel.position();
		this.lineStart = this.position;
	}

	@Override
	public int read() throws IOException {
		byte[] single = new byte[1];
		return (read(single, 0, 1) > 0) ? single[0] & 0xff : -1;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, bytes.length);
		if (length == 0) {
			return 0;
		}
		this.channel.position(this.lineStart);
		int count = this.channel.read(ByteBuffer.wrap(bytes, offset, length), this.position);
		if (count < 0) {
			this.channel.position(this.position);
			return count;
		}
		for (int i = count - 1; i >= 0; i--) {
			if (bytes[offset + i] == '\n') {
				this.lineStart = this.position + i + 1;
				break;
			}
		}
		this.position += count;
		return count;
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}

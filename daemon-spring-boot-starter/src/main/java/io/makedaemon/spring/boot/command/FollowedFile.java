package io.makedaemon.spring.boot.command;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.makedaemon.capture.LineSplitter;

/**
 * A log file that is read while others write to it, replace it, or truncate it. It must
 * be a regular file, and its lines are harmless. However large the file and its lines
 * are, no more than a block and a line are in memory.
 */
final class FollowedFile implements Closeable {

	/** A longer line counts as several. */
	static final int LONGEST_LINE = 1 << 16;

	private static final int BLOCK = 1 << 16;

	private final Path path;

	private final Consumer<String> reader;

	private final ByteBuffer block = ByteBuffer.allocate(BLOCK);

	private final StringBuilder text = new StringBuilder();

	private final LineSplitter lines = new LineSplitter(StandardCharsets.UTF_8, LONGEST_LINE,
			(line) -> this.text.append(line).append('\n'));

	private FileChannel channel;

	/** Identifies the file, whatever its name is by now. */
	private @Nullable Object key;

	/**
	 * Open a file.
	 * @param path the file
	 * @param reader receives whole lines, in texts that end with a line end
	 * @throws IOException if the file cannot be read, or is not a regular file
	 */
	FollowedFile(Path path, Consumer<String> reader) throws IOException {
		this.path = path;
		this.reader = reader;
		this.key = attributes().fileKey();
		this.channel = open();
	}

	/**
	 * Return the attributes of what has the file's name now.
	 */
	private BasicFileAttributes attributes() throws IOException {
		BasicFileAttributes attributes = Files.readAttributes(this.path, BasicFileAttributes.class,
				LinkOption.NOFOLLOW_LINKS);
		if (!attributes.isRegularFile()) {
			throw new IOException("it is " + (attributes.isSymbolicLink() ? "a symbolic link" : "not a regular file"));
		}
		return attributes;
	}

	private FileChannel open() throws IOException {
		return FileChannel.open(this.path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
	}

	/**
	 * Read the last lines.
	 * @param count how many of them at most
	 * @throws IOException if the file cannot be read
	 */
	void readLast(int count) throws IOException {
		long start = start(count);
		if (start < 0) {
			this.text.append(LineSplitter.CONTINUED);
		}
		this.channel.position(Math.abs(start));
		readRest();
	}

	/**
	 * Return where the last lines begin; as a negative number if that is within a line.
	 */
	private long start(int count) throws IOException {
		long size = this.channel.size();
		long least = Math.max(0, size - (long) count * LONGEST_LINE);
		int ends = 0;
		for (long position = size; position > least;) {
			int length = (int) Math.min(BLOCK, position - least);
			position -= length;
			this.block.clear().limit(length);
			length = this.channel.read(this.block, position);
			for (int i = length - 1; i >= 0; i--) {
				boolean isEnd = this.block.get(i) == '\n' && position + i < size - 1;
				if (isEnd && ++ends == count) {
					return position + i + 1;
				}
			}
		}
		return (count > 0) ? -least : least;
	}

	/**
	 * Read what was written since then. If the file has been replaced, the rest of it is
	 * read, and then the new one. Until there is something in that, the former one may
	 * still be in use.
	 * @throws IOException if the file cannot be read
	 */
	void readOn() throws IOException {
		BasicFileAttributes now = current();
		if (this.channel.size() < this.channel.position()) {
			this.lines.end();
			this.channel.position(0);
		}
		readRest();
		if (now != null && now.size() > 0 && !Objects.equals(now.fileKey(), this.key)) {
			FileChannel former = this.channel;
			this.channel = open();
			this.key = now.fileKey();
			former.close();
			this.lines.end();
			readRest();
		}
	}

	private @Nullable BasicFileAttributes current() throws IOException {
		try {
			return attributes();
		}
		catch (NoSuchFileException ex) {
			// It was renamed, and there is no new one yet
			return null;
		}
	}

	private void readRest() throws IOException {
		this.block.clear();
		while (this.channel.read(this.block) > 0) {
			this.lines.accept(this.block.array(), this.block.position());
			flush();
			this.block.clear();
		}
	}

	private void flush() {
		if (!this.text.isEmpty()) {
			this.reader.accept(this.text.toString());
			this.text.setLength(0);
		}
	}

	/**
	 * Read the last line, although it has no end.
	 */
	void readUnfinished() {
		this.lines.end();
		flush();
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}

package io.makedaemon.programs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.stream.Stream;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonException;
import io.makedaemon.DaemonFile;

/**
 * A program with a file, declared by the system properties {@code file} (its path),
 * {@code file.options} and {@code file.locked}. The daemon reads it to its end, appends a
 * line, and closes it when the test says so.
 */
public final class FileProgram {

	private static final int ENOUGH = 1000;

	private FileProgram() {
	}

	/**
	 * Runs the program.
	 * @param args none
	 * @throws Exception if the daemon fails
	 */
	public static void main(String[] args) throws Exception {
		DaemonFile file = file();
		Facts facts = new Facts();
		DaemonContext daemon = null;
		try {
			daemon = Daemon.makeDaemon(Attrs.fromProperties().files(file).build());
			daemon.ready();
		}
		catch (DaemonException ex) {
			System.out.println(ex.getClass().getSimpleName() + ": " + ex.getMessage());
			System.exit(7);
		}
		Objects.requireNonNull(daemon);
		facts.put("name", daemon.name(file));
		FileChannel channel = daemon.channel(file);
		facts.put("same", channel == daemon.channel(file));
		facts.put("read", read(channel));
		facts.put("write", write(channel));
		facts.write();
		Go.await();
		channel.close();
		Go.forever();
	}

	private static DaemonFile file() {
		OpenOption[] options = Stream.of(System.getProperty("file.options", "READ").split(",", -1))
			.map(StandardOpenOption::valueOf)
			.toArray(OpenOption[]::new);
		DaemonFile file = DaemonFile.of(Path.of(System.getProperty("file")), options);
		return Boolean.getBoolean("file.locked") ? file.locked() : file;
	}

	private static String read(FileChannel channel) {
		try {
			ByteBuffer buffer = ByteBuffer.allocate(ENOUGH);
			int count = channel.read(buffer);
			while (count > 0) {
				count = channel.read(buffer);
			}
			return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
		}
		catch (IOException | RuntimeException ex) {
			return ex.toString();
		}
	}

	private static String write(FileChannel channel) {
		try {
			channel.write(ByteBuffer.wrap("by the daemon\n".getBytes(StandardCharsets.UTF_8)));
			return "written";
		}
		catch (IOException | RuntimeException ex) {
			return ex.toString();
		}
	}

}

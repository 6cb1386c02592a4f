package io.makedaemon.programs;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonException;
import io.makedaemon.DaemonFile;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;
import io.makedaemon.posix.ErrnoException;

/**
 * A program that opens and locks two files by itself, in the parent; they are named by
 * the system property {@code files}, with a comma between them.
 */
public final class DescriptorProgram {

	private DescriptorProgram() {
	}

	/**
	 * Runs the program.
	 * @param args none
	 * @throws Exception if the daemon fails
	 */
	public static void main(String[] args) throws Exception {
		String[] paths = System.getProperty("files").split(",", -1);
		DaemonFile first = DaemonFile.inherit("the first \u00e4", () -> openAndLock(paths[0]));
		DaemonFile second = DaemonFile.inherit("the second", () -> openAndLock(paths[1]));
		DaemonContext daemon = null;
		try {
			daemon = Daemon.makeDaemon(Attrs.fromProperties().files(first, second).build());
			daemon.ready();
		}
		catch (DaemonException ex) {
			System.out.println(ex.getClass().getSimpleName() + ": " + ex.getMessage());
			System.exit(7);
		}
		Objects.requireNonNull(daemon);
		Facts facts = new Facts();
		facts.put("names", daemon.name(first) + "," + daemon.name(second));
		facts.put("variables", System.getenv().keySet().stream().filter((name) -> name.startsWith("__")).toList());
		daemon.channel(first).write(ByteBuffer.wrap("by the daemon\n".getBytes(StandardCharsets.UTF_8)));
		facts.write();
		Go.forever();
	}

	private static int openAndLock(String path) {
		try {
			int descriptor = Posix.open(path, OpenFlags.RDWR, 0);
			Posix.flock(descriptor, path);
			new FileOutputStream(Descriptors.adopt(descriptor))
				.write("by the parent\n".getBytes(StandardCharsets.UTF_8));
			return descriptor;
		}
		catch (ErrnoException | IOException ex) {
			throw new DaemonException("the program's own failure: " + ex.getMessage(), ex);
		}
	}

}

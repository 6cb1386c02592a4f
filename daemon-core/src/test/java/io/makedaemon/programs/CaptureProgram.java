package io.makedaemon.programs;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonContext;

/**
 * A program that copies its captured output to the files that the system properties
 * {@code stdout} and {@code stderr} name, and prints in every way there is.
 */
public final class CaptureProgram {

	private CaptureProgram() {
	}

	/**
	 * Runs the program.
	 * @param args none
	 * @throws Exception if the daemon fails
	 */
	public static void main(String[] args) throws Exception {
		DaemonContext context = Daemon.makeDaemon(Attrs.fromProperties().captureOutput(true).build());
		Background.start("copy-stdout", () -> copy(context.stdout(), System.getProperty("stdout")));
		Background.start("copy-stderr", () -> copy(context.stderr(), System.getProperty("stderr")));
		System.out.println("out by System.out");
		System.err.println("err by System.err");
		write(FileDescriptor.out, "out by descriptor\n");
		write(FileDescriptor.err, "err by descriptor\n");
		new ProcessBuilder(List.of("sh", "-c", "echo out by child; echo err by child >&2")).inheritIO()
			.start()
			.waitFor();
		context.ready();
		Go.await();
		System.out.println("out at last");
		System.err.println("err at last");
		Go.forever();
	}

	@SuppressWarnings("resource") // a standard stream stays open
	private static void write(FileDescriptor descriptor, String text) throws IOException {
		new FileOutputStream(descriptor).write(text.getBytes(StandardCharsets.UTF_8));
	}

	private static void copy(InputStream stream, String file) throws IOException {
		try (OutputStream out = new FileOutputStream(file)) {
			stream.transferTo(out);
		}
	}

}

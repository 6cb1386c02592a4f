package io.makedaemon.programs;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints numbered lines in every way there is, to both standard streams at once, by a
 * thread for each way.
 */
public final class Flood {

	/** The ways to print. */
	public static final List<String> WAYS = List.of("stream", "descriptor", "child", "native");

	private static final List<String> STREAMS = List.of("out", "err");

	private Flood() {
	}

	/**
	 * Prints, and waits until all is printed. The lines are the writer's name, such as
	 * {@code out-child}, a space, and a number from 1 on.
	 * @param lines the number of lines of each writer
	 * @throws InterruptedException if the thread is interrupted
	 */
	public static void print(int lines) throws InterruptedException {
		List<Thread> threads = new ArrayList<>();
		for (String way : WAYS) {
			for (String stream : STREAMS) {
				Thread thread = new Thread(() -> print(way, stream, lines));
				thread.start();
				threads.add(thread);
			}
		}
		for (Thread thread : threads) {
			thread.join();
		}
	}

	private static void print(String way, String stream, int lines) {
		String name = stream + "-" + way + " ";
		boolean out = stream.equals("out");
		try {
			switch (way) {
				case "stream" -> print(name, out ? System.out : System.err, lines);
				case "descriptor" -> print(name, out ? FileDescriptor.out : FileDescriptor.err, lines);
				case "native" -> print(name, out ? 1 : 2, lines);
				default -> printByChild(name, out, lines);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void print(String name, PrintStream stream, int lines) {
		for (int i = 1; i <= lines; i++) {
			stream.println(name + i);
		}
	}

	private static void print(String name, FileDescriptor descriptor, int lines) throws IOException {
		@SuppressWarnings("resource") // a standard stream stays open
		OutputStream stream = new FileOutputStream(descriptor);
		for (int i = 1; i <= lines; i++) {
			stream.write((name + i + "\n").getBytes(StandardCharsets.US_ASCII));
		}
	}

	private static void print(String name, int descriptor, int lines) {
		NativeWriter writer = new NativeWriter(descriptor);
		for (int i = 1; i <= lines; i++) {
			writer.write(name + i + "\n");
		}
	}

	/**
	 * The child writes line by line: by itself it would write in blocks, which end amid a
	 * line, where others' lines come between.
	 */
	private static void printByChild(String name, boolean out, int lines) throws IOException, InterruptedException {
		ProcessBuilder child = new ProcessBuilder("sh", "-c", "exec \"$@\"" + (out ? "" : " >&2"), "sh", "stdbuf",
				"-oL", "seq", "-f", name + "%.0f", "1", Integer.toString(lines));
		child.inheritIO().start().waitFor();
	}

}

package io.makedaemon.programs;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonContext;

/**
 * A daemon that is put under stress by system properties: it has {@code threads} threads
 * more, {@code depth} calls deep; makes {@code garbage}; lets {@code printers} threads
 * print a numbered line each millisecond, or as fast as they can with {@code fast};
 * floods its output with {@code flood} lines; runs the shell command {@code child}, which
 * inherits its output. It copies its captured output to the files that {@code stdout} and
 * {@code stderr} name, but not as long as the file {@code pause} exists. It serves:
 * whoever connects to its port gets a byte.
 */
public final class StressProgram {

	private static final int GARBAGE = 1 << 16;

	private StressProgram() {
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
		Facts facts = new Facts();
		facts.put("port", serve());
		startIdleThreads(Integer.getInteger("threads", 0), Integer.getInteger("depth", 1));
		for (int i = 0; i < Integer.getInteger("printers", 0); i++) {
			String name = "printer-" + i;
			Background.start(name, () -> print(name));
		}
		if (Boolean.getBoolean("garbage")) {
			Background.start("garbage", StressProgram::makeGarbage);
		}
		facts.write();
		context.ready();
		String child = System.getProperty("child");
		if (child != null) {
			new ProcessBuilder("sh", "-c", child).inheritIO().start().waitFor();
			System.out.println("child has ended");
		}
		int flood = Integer.getInteger("flood", 0);
		if (flood > 0) {
			Flood.print(flood);
			System.out.println("end of flood");
			System.err.println("end of flood");
		}
		Go.forever();
	}

	private static int serve() throws IOException {
		@SuppressWarnings("resource") // as long as the process
		ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		Background.start("server", () -> {
			while (true) {
				try (Socket socket = server.accept()) {
					socket.getOutputStream().write('!');
				}
			}
		});
		return server.getLocalPort();
	}

	private static void startIdleThreads(int threads, int depth) throws InterruptedException {
		CountDownLatch started = new CountDownLatch(threads);
		for (int i = 0; i < threads; i++) {
			Background.start("idle-" + i + ";", () -> descend(depth, started));
		}
		started.await();
	}

	private static void descend(int depth, CountDownLatch started) throws InterruptedException {
		if (depth > 1) {
			descend(depth - 1, started);
		}
		else {
			started.countDown();
			Go.forever();
		}
	}

	private static void print(String name) {
		long pause = Boolean.getBoolean("fast") ? 0 : TimeUnit.MILLISECONDS.toNanos(1);
		for (int i = 1;; i++) {
			System.out.println(name + " " + i);
			LockSupport.parkNanos(pause);
		}
	}

	private static void makeGarbage() {
		byte[][] kept = new byte[GARBAGE >> 8][];
		for (int i = 0;; i++) {
			kept[i % kept.length] = new byte[GARBAGE];
			if (i % GARBAGE == 0) {
				System.gc();
			}
		}
	}

	private static void copy(InputStream stream, String file) throws IOException {
		Path pause = Path.of(System.getProperty("pause", "/nonexistent"));
		byte[] buffer = new byte[GARBAGE];
		try (OutputStream out = new FileOutputStream(file)) {
			while (true) {
				int count = stream.read(buffer);
				out.write(buffer, 0, count);
				while (Files.exists(pause)) {
					LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
				}
			}
		}
	}

}

package io.makedaemon.programs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonAttr;
import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonException;
import io.makedaemon.DaemonFile;

/**
 * A server that can be upgraded. It answers each request, which is a line, with its
 * process id and its generation. A request {@code slow} is answered when the file
 * {@code answer} is there, beside the facts. With {@code drain=none}, it leaves its
 * clients alone when it is replaced, and with {@code cut}, it says that it has cut so
 * many connections.
 */
public final class UpgradeProgram {

	private UpgradeProgram() {
	}

	/**
	 * Runs the program.
	 * @param args {@code upgrade} to replace a running one
	 * @throws Exception if the daemon fails
	 */
	public static void main(String[] args) throws Exception {
		DaemonAttr attr = Attrs.fromProperties().build();
		DaemonContext context;
		try {
			context = (args.length > 0)
					? Daemon.upgrade(attr, Duration.parse(System.getProperty("endTimeout", "PT30S")))
					: Daemon.makeDaemon(attr);
		}
		catch (DaemonException ex) {
			System.out.println(ex.getClass().getSimpleName() + ": " + ex.getMessage());
			System.exit(7);
			return;
		}
		if (Boolean.getBoolean("slowEnd")) {
			Runtime.getRuntime().addShutdownHook(new Thread(UpgradeProgram::awaitAnswer));
		}
		context.onShared((shared) -> note(context.generation() + " " + shared + "\n"));
		switch (System.getProperty("then", "")) {
			case "exit" -> System.exit(3);
			case "fail" -> {
				context.failed("no database");
				System.exit(1);
			}
			case "wait" -> Go.await();
			case "hang" -> Go.forever();
			default -> {
				// Ready at once
			}
		}
		for (DaemonFile file : context.files()) {
			context.channel(file);
		}
		context.onSoleOwner(() -> touch("sole." + context.generation()));
		serve(context, context.sockets().values().iterator().next());
	}

	private static void serve(DaemonContext context, ServerSocketChannel socket) throws Exception {
		Thread main = Thread.currentThread();
		ExecutorService requests = Executors.newCachedThreadPool();
		context.onDrain(() -> finish(context, socket, main));
		if (System.getProperty("gate") == null) {
			context.ready();
		}
		else {
			new Thread(context::ready).start();
		}
		try {
			while (true) {
				SocketChannel connection = socket.accept();
				requests.execute(() -> answer(context, connection));
			}
		}
		catch (ClosedChannelException ex) {
			// Another generation accepts now
		}
		requests.shutdown();
		requests.awaitTermination(1, TimeUnit.MINUTES);
	}

	private static void finish(DaemonContext context, ServerSocketChannel socket, Thread main) {
		if (System.getProperty("drain", "").equals("none")) {
			return;
		}
		try {
			context.draining(1, 0);
			socket.close();
			main.join();
			context.draining(0, Integer.getInteger("cut", 0));
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void answer(DaemonContext context, SocketChannel connection) {
		try (connection) {
			ByteBuffer request = ByteBuffer.allocate(100);
			while (request.position() == 0 || request.get(request.position() - 1) != '\n') {
				if (connection.read(request) < 0) {
					return;
				}
			}
			String text = new String(request.array(), 0, request.position(), StandardCharsets.UTF_8).strip();
			if (text.equals("slow")) {
				awaitAnswer();
			}
			String answer = ProcessHandle.current().pid() + " " + context.generation() + " " + text;
			connection.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
		}
		catch (IOException ex) {
			// The client has gone
		}
	}

	private static void awaitAnswer() {
		try {
			while (!Files.exists(beside("answer"))) {
				Thread.sleep(10);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void touch(String name) {
		try {
			Files.writeString(beside(name), "");
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Adds to what both generations note.
	 */
	private static void note(String text) {
		try {
			Files.writeString(beside("shared"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Path beside(String name) {
		return Path.of(System.getProperty("facts")).resolveSibling(name);
	}

}

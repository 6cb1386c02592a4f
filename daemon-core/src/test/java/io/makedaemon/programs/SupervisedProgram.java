package io.makedaemon.programs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonException;
import io.makedaemon.DaemonSupervisor;

/**
 * A supervised program, whose process does what the test writes to the file {@code do},
 * one word at a time. Each process adds a line to the file {@code starts}, and what is
 * printed to the file {@code log}. It is not a daemon yet while there is the file
 * {@code hold}, and not ready while there is the file {@code unready}.
 */
public final class SupervisedProgram {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

	private SupervisedProgram() {
	}

	/**
	 * Runs the program.
	 * @param args none
	 * @throws Exception if it fails
	 */
	public static void main(String[] args) throws Exception {
		while (Files.exists(file("hold"))) {
			LockSupport.parkNanos(PAUSE);
		}
		DaemonContext context;
		try {
			context = Daemon.makeDaemon(Attrs.fromProperties().build());
		}
		catch (DaemonException ex) {
			System.out.println(ex.getClass().getSimpleName() + ": " + ex.getMessage());
			System.exit(7);
			return;
		}
		DaemonSupervisor supervisor = context.supervisor().orElseThrow();
		if (System.getProperty("then", "").equals("crash") && supervisor.restarts() % 3 != 0) {
			System.out.println("printed by restart " + supervisor.restarts());
			// Does not read on: what it was handed is not logged
			supervisor.formerStdout().readNBytes("first\n".length());
			Runtime.getRuntime().halt(9);
		}
		String former = text(supervisor.formerStdout()) + text(supervisor.formerStderr());
		if (!former.isEmpty()) {
			add("log", former.replaceAll("(?m)^", "former: ").strip() + "\n");
		}
		if (Boolean.getBoolean("attr.captureOutput")) {
			Thread log = new Thread(() -> log(context.stdout()));
			log.setDaemon(true);
			log.start();
		}
		add("starts", ProcessHandle.current().pid() + " " + supervisor.restarts() + " "
				+ supervisor.lastEnd().orElse("first") + "\n");
		if (supervisor.restarts() > 0) {
			fail(context, supervisor, System.getProperty("then", ""));
		}
		while (Files.exists(file("unready"))) {
			LockSupport.parkNanos(PAUSE);
		}
		context.ready();
		if (!supervisor.liveness().isZero()) {
			Thread alive = new Thread(() -> {
				while (!Files.exists(file("dead"))) {
					supervisor.alive();
					LockSupport.parkNanos(PAUSE);
				}
			});
			alive.setDaemon(true);
			alive.start();
		}
		while (true) {
			String[] words = next().split(" ", -1);
			for (int i = 0; i < words.length; i++) {
				boolean ends = words[i].matches("(exit|halt)=.*");
				if (ends) {
					Files.delete(file("do"));
				}
				run(context, words[i]);
				if (!ends && i == words.length - 1) {
					Files.delete(file("do"));
				}
			}
		}
	}

	private static void fail(DaemonContext context, DaemonSupervisor supervisor, String how) throws Exception {
		switch (how) {
			case "fail" -> {
				context.stdout().close();
				System.out.println("the last try");
				context.failed("no\ndatabase\n\nCreate it.");
				System.exit(1);
			}
			case "hopeless" -> {
				context.stdout().close();
				System.out.println("the last try");
				supervisor.giveUp();
				context.failed("no configuration");
				System.exit(1);
			}
			case "hang" -> Go.forever();
			default -> {
				// It becomes ready
			}
		}
	}

	private static void run(DaemonContext context, String word) throws Exception {
		if (word.startsWith("exit=")) {
			System.exit(Integer.parseInt(word.substring("exit=".length())));
		}
		else if (word.startsWith("halt=")) {
			Runtime.getRuntime().halt(Integer.parseInt(word.substring("halt=".length())));
		}
		else if (word.startsWith("supervisor=")) {
			context.publish("supervisor", word.substring("supervisor=".length()));
		}
		else if (word.equals("failed")) {
			context.supervisor().orElseThrow().giveUp();
			context.failed("no database");
		}
		else if (word.equals("unread")) {
			context.stdout().close();
		}
		else {
			System.out.println(word);
		}
	}

	private static String next() throws IOException {
		Path file = file("do");
		while (!Files.exists(file)) {
			LockSupport.parkNanos(PAUSE);
		}
		return Files.readString(file);
	}

	private static String text(InputStream stream) throws IOException {
		return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
	}

	private static void log(InputStream stream) {
		try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8), 1)) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				add("log", line + "\n");
			}
		}
		catch (IOException ex) {
			// Nobody reads any more
		}
	}

	private static synchronized void add(String name, String text) throws IOException {
		Files.writeString(file(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

	private static Path file(String name) {
		return Path.of(System.getProperty("facts")).resolveSibling(name);
	}

}

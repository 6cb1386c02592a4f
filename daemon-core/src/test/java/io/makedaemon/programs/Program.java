package io.makedaemon.programs;

import java.io.IOException;
import java.net.ServerSocket;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonException;
import io.makedaemon.DaemonStage;

/**
 * A program that becomes a daemon, tells what it sees, and does what the system property
 * {@code then} says. When it cannot become a daemon, it goes on in the foreground: it
 * says why, and exits with 7. With the system property {@code wait} it does nothing
 * before the test says so.
 */
public final class Program {

	private Program() {
	}

	/**
	 * Runs the program.
	 * @param args anything
	 * @throws Exception if the daemon fails
	 */
	public static void main(String[] args) throws Exception {
		if (Boolean.getBoolean("wait")) {
			System.out.println("waiting");
			Go.await();
		}
		if (Boolean.getBoolean("wait.daemon") && Daemon.stage() == DaemonStage.DAEMON) {
			Files.createFile(Path.of(System.getProperty("facts")).resolveSibling("waiting"));
			Go.await();
		}
		deleteOnExit();
		Facts facts = new Facts();
		facts.put("stage.before", Daemon.stage());
		facts.put("context.before", Daemon.context().isPresent());
		DaemonContext context;
		try {
			context = Daemon.makeDaemon(Attrs.fromProperties().build());
		}
		catch (DaemonException ex) {
			System.out.println(ex.getClass().getSimpleName() + ": " + ex.getMessage());
			System.out.println("going on as " + Daemon.stage());
			System.exit(7);
			return;
		}
		facts.put("stage.after", Daemon.stage());
		facts.put("context.after", Daemon.context().orElseThrow() == context);
		facts.put("args", String.join("\0", args));
		facts.put("inputArguments", String.join("\0", ManagementFactory.getRuntimeMXBean().getInputArguments()));
		facts.put("user.dir", Path.of("").toAbsolutePath());
		facts.put("launchDirectory", context.launchDirectory());
		facts.put("message", context.message());
		facts.put("programName", context.programName());
		facts.put("startedAt", context.startedAt());
		facts.put("stdout.end", context.stdout().available() == 0);
		facts.put("classPath", System.getProperty("java.class.path"));
		facts.putEnvironment();
		childEnvironment();
		childChatter();
		bind(facts);
		facts.write();
		then(System.getProperty("then", "ready"), context);
	}

	/**
	 * Writes its process id to a file that is to be deleted at its end.
	 */
	private static void deleteOnExit() throws IOException {
		String file = System.getProperty("deleteOnExit");
		if (file != null) {
			Files.writeString(Path.of(file), ProcessHandle.current().pid() + "\n");
			Path.of(file).toFile().deleteOnExit();
		}
	}

	/**
	 * Lets a child process tell what environment it gets.
	 */
	private static void childEnvironment() throws IOException, InterruptedException {
		String file = System.getProperty("child.environment");
		if (file != null) {
			new ProcessBuilder(List.of("/bin/cat", "/proc/self/environ")).redirectOutput(Path.of(file).toFile())
				.start()
				.waitFor();
		}
	}

	/**
	 * Starts a child process that goes on printing to what this one prints to.
	 */
	private static void childChatter() throws IOException {
		String script = System.getProperty("child.chatter");
		if (script != null) {
			new ProcessBuilder("/bin/sh", "-c", script).inheritIO().start();
		}
	}

	/**
	 * Listens on a port.
	 */
	private static void bind(Facts facts) throws IOException {
		Integer port = Integer.getInteger("bind");
		if (port != null) {
			try (ServerSocket socket = new ServerSocket(port)) {
				facts.put("bound", socket.getLocalPort());
			}
		}
	}

	private static void outOfMemory() {
		try {
			System.out.println(new byte[1 << 30].length);
		}
		catch (OutOfMemoryError ex) {
			System.out.println(ex);
		}
	}

	private static void hang() {
		try {
			Go.forever();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void then(String action, DaemonContext context) throws IOException, InterruptedException {
		switch (action) {
			case "exit" -> {
				System.out.println("printed before the end");
				System.exit(3);
			}
			case "fail" -> {
				context.failed("no database at localhost:5432");
				System.exit(3);
			}
			case "failAndStay" -> context.failed("no database, but still here");
			case "outOfMemory" -> {
				outOfMemory();
				Go.give();
			}
			case "neverEnd" -> {
				Runtime.getRuntime().addShutdownHook(new Thread(Program::hang, "never ends"));
				Go.give();
			}
			case "readyOnGo" -> {
				Go.await();
				context.publish("a", "b");
				context.publish("a", "c");
				context.ready();
				context.ready();
				context.failed("too late to be heard");
			}
			case "tellSignals" -> tellSignals(context);
			case "tellSignalsOnGo" -> {
				Go.await();
				tellSignals(context);
			}
			default -> context.ready();
		}
		Go.forever();
	}

	private static void tellSignals(DaemonContext context) {
		Path file = Path.of(System.getProperty("facts")).resolveSibling("signals");
		try {
			context.onSignal((signal) -> Facts.append(file, signal + "\n"));
		}
		catch (DaemonException ex) {
			Facts.append(file, ex.getMessage() + "\n");
		}
		context.ready();
	}

}

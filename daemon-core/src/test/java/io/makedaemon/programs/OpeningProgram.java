package io.makedaemon.programs;

import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.net.ServerSocket;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonStage;

/**
 * A program that, in the parent alone, has much open when it becomes a daemon: sockets,
 * selectors, jars, and as many more files as the system property {@code open} says. The
 * daemon starts a child process that does nothing.
 */
public final class OpeningProgram {

	private static final List<Closeable> OPEN = new ArrayList<>();

	private OpeningProgram() {
	}

	/**
	 * Runs the program.
	 * @param args the name of a jar
	 * @throws Exception if the daemon fails
	 */
	public static void main(String[] args) throws Exception {
		if (Daemon.stage() == DaemonStage.PARENT) {
			open(args[0]);
			String[] descriptors = Objects.requireNonNull(new File("/proc/self/fd").list());
			System.out.println("open " + descriptors.length);
		}
		Daemon.makeDaemon(Attrs.fromProperties().build()).ready();
		Facts facts = new Facts();
		facts.put("child", new ProcessBuilder("sleep", "infinity").inheritIO().start().pid());
		facts.write();
		Go.forever();
	}

	private static void open(String jar) throws Exception {
		ServerSocket server = new ServerSocket(0);
		OPEN.add(server);
		OPEN.add(SocketChannel.open(server.getLocalSocketAddress()));
		OPEN.add(Selector.open());
		OPEN.add(new JarFile(jar));
		OPEN.add(new FileInputStream("/etc/passwd"));
		for (int i = 0; i < Integer.getInteger("open", 0); i++) {
			OPEN.add(new FileInputStream("/dev/null"));
		}
	}

}

package io.makedaemon.programs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.makedaemon.Daemon;

/**
 * A program whose daemon starts another program: the command is in its arguments. It
 * writes what that prints to the file that the system property {@code output} names.
 */
public final class StarterProgram {

	private StarterProgram() {
	}

	/**
	 * Runs the program.
	 * @param args the command
	 * @throws Exception if the daemon fails
	 */
	public static void main(String[] args) throws Exception {
		Daemon.makeDaemon(Attrs.fromProperties().build()).ready();
		Facts facts = new Facts();
		facts.put("exit",
				new ProcessBuilder(new ArrayList<>(List.of(args)))
					.redirectOutput(Path.of(System.getProperty("output")).toFile())
					.start()
					.waitFor());
		facts.write();
		Go.forever();
	}

}

package io.makedaemon.programs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.makedaemon.DaemonException;
import io.makedaemon.DaemonSignal;
import io.makedaemon.RunningDaemon;
import io.makedaemon.RunningSupervisor;

/**
 * A program that looks for a running daemon, and prints what comes of it.
 */
public final class FindingProgram {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private FindingProgram() {
	}

	/**
	 * Runs the program.
	 * @param args the pid file, and what to do with the daemon: {@code find},
	 * {@code published}, {@code stop}, {@code kill}, {@code reload} or {@code stranger}
	 * @throws Exception if it is interrupted
	 */
	public static void main(String[] args) throws Exception {
		try {
			if (args[1].equals("stranger")) {
				System.out.println(RunningDaemon.findStranger(Path.of(args[0])).orElse(-1));
				return;
			}
			Optional<RunningDaemon> daemon = RunningDaemon.find(Path.of(args[0]));
			if (daemon.isEmpty()) {
				System.out.println("none");
				return;
			}
			switch (args[1]) {
				case "stop" -> System.out.println(daemon.get().stop(TIMEOUT, "example"));
				case "kill" -> System.out.println(daemon.get().kill());
				case "reload" -> System.out.println(daemon.get().signal(DaemonSignal.HUP));
				case "published" -> System.out.println(daemon.get().readyAt() + " " + daemon.get().published());
				default -> System.out.println(daemon.get().pid() + " " + daemon.get().isAlive()
						+ (daemon.get().supervisor().filter(RunningSupervisor::isWaiting).isPresent() ? " waiting"
								: ""));
			}
		}
		catch (DaemonException ex) {
			System.out.println(ex.getClass().getSimpleName() + ": " + ex.getMessage());
		}
	}

}

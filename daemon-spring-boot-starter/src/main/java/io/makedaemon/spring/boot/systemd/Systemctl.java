package io.makedaemon.spring.boot.systemd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.makedaemon.systemd.SystemdUnit;

/**
 * Asks systemd whether it expects a daemon, if it has started this process. Without
 * D-Bus, systemd answers only root.
 */
public final class Systemctl {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private Systemctl() {
	}

	/**
	 * Return why systemd would take the end of this process for the end of the service,
	 * or who has put it into the background already. This takes two seconds at most; if
	 * systemd has not started the process, nothing is asked.
	 * @return the reason, as a clause; null if there is none
	 */
	public static @Nullable String objection() {
		if (SystemdUnit.isThisInBackground()) {
			return "a script of the unit has started the process in the background";
		}
		SystemdUnit unit = SystemdUnit.ofThisProcess();
		return (unit != null) ? unit.objection(answer(unit.query(), TIMEOUT)) : null;
	}

	/**
	 * Return whether systemd has started this process, and expects it to leave a daemon
	 * behind. This takes two seconds at most.
	 * @return whether it does
	 */
	public static boolean isDaemonExpected() {
		SystemdUnit unit = SystemdUnit.ofThisProcess();
		return unit != null && !SystemdUnit.isThisInBackground()
				&& unit.objection(answer(unit.query(), TIMEOUT)) == null;
	}

	/**
	 * Return the unit that has another process as its main process. This takes two
	 * seconds at most.
	 * @param pid the process id
	 * @return the arguments of systemctl(1) that name the unit; null if there is none, or
	 * this process belongs to it as well
	 */
	public static @Nullable String unitOf(long pid) {
		SystemdUnit unit = SystemdUnit.ofOther(pid);
		if (unit == null || !SystemdUnit.isMainProcess(answer(unit.mainProcessQuery(), TIMEOUT), pid)) {
			return null;
		}
		return (unit.isOfUser() ? "--user " : "") + unit.name();
	}

	/**
	 * Run a command.
	 * @param command the command, which may be empty
	 * @param timeout how long it may take
	 * @return its output; empty if it has not ended in time
	 */
	static String answer(List<String> command, Duration timeout) {
		if (command.isEmpty()) {
			return "";
		}
		try {
			Process process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
			try {
				process.getOutputStream().close();
				return CompletableFuture.supplyAsync(() -> read(process.getInputStream()))
					.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
			}
			finally {
				process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException | ExecutionException | TimeoutException ex) {
			// No answer
		}
		return "";
	}

	private static String read(InputStream stream) {
		try {
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

package io.makedaemon.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.LaunchedProcesses;
import io.makedaemon.testsupport.ProcessFacts;

/**
 * A systemd of a test's own, in namespaces that end with the test.
 */
final class Systemd {

	private static final Path SCRIPT = script();

	private Systemd() {
	}

	private static Path script() {
		try {
			return Path.of(Objects.requireNonNull(Systemd.class.getResource("/systemd.sh")).toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	/**
	 * Tells whether there can be one here.
	 */
	static boolean canBeBooted() {
		if (!ProcessFacts.isRoot() || !Files.isExecutable(Path.of("/lib/systemd/systemd"))) {
			return false;
		}
		try {
			Path units = Files.createTempDirectory("units");
			int exitCode = new ProcessBuilder("sh", SCRIPT.toString(), units.toString(), "true").start().waitFor();
			Files.delete(units);
			return exitCode == 0;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * A launch that boots it, runs a shell script where it reigns, and ends it.
	 * @param processes what ends all of it, should the test fail
	 * @param units the directory of its units
	 * @param script the shell script
	 */
	static Launch run(LaunchedProcesses processes, Path units, String script) {
		return processes.program("sh").args(SCRIPT.toString(), units.toString(), "sh", "-c", script);
	}

}

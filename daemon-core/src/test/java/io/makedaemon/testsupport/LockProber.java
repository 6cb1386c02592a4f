package io.makedaemon.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Waits, without touching the file, until it is locked with flock(2), and from then on
 * tries all the time to lock it too, more than 20 times on the slowest machine.
 */
public final class LockProber {

	private static final String SCRIPT = """
			locked() {
				while read -r id type mode access pid inode rest; do
					case "$type $inode" in "FLOCK "*":$1") return 0 ;; esac
				done </proc/locks
				return 1
			}
			until locked "$2"; do [ -e "$3" ] && break; done
			tries=0 got=0
			while [ $tries -le 20 ] || [ ! -e "$3" ]; do
				flock -n "$1" true && got=$((got + 1))
				tries=$((tries + 1))
			done
			echo "$tries $got"
			""";

	private final Path stop;

	private final Started shell;

	/**
	 * Begins to wait.
	 * @param processes what launches the prober
	 * @param file the file, which exists
	 * @param directory a directory for its own use
	 */
	public LockProber(LaunchedProcesses processes, Path file, Path directory) {
		this.stop = directory.resolve("stop-prober");
		try {
			String inode = Files.getAttribute(file, "unix:ino").toString();
			this.shell = processes.program("/bin/sh")
				.args("-c", SCRIPT, "prober", file.toString(), inode, this.stop.toString())
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Stops it. The file must be locked still.
	 * @return what it has found
	 */
	public Result stop() {
		try {
			Files.createFile(this.stop);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		String[] numbers = this.shell.await().stdout().strip().split(" ", -1);
		return new Result(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
	}

	/**
	 * Tries once whether a file can be locked.
	 * @param processes what launches the prober
	 * @param file the file
	 * @return whether it can
	 */
	public static boolean canLock(LaunchedProcesses processes, Path file) {
		return processes.program("flock").args("-n", file.toString(), "true").run().exitCode() == 0;
	}

	/**
	 * What a prober has found.
	 *
	 * @param tries how often it tried to lock the file
	 * @param successes how often it could
	 */
	public record Result(int tries, int successes) {
	}

}

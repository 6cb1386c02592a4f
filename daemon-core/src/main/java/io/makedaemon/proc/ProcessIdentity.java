package io.makedaemon.proc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.ByteStrings;

/**
 * A process, distinguished from another one with the same id by its start time.
 *
 * @param pid the process id
 * @param startTime when it was started, in the kernel's ticks since boot
 */
public record ProcessIdentity(long pid, long startTime) {

	/** No process was started before the machine was booted. */
	private static final long UNKNOWN = -1;

	private static final String USER_IDS = "Uid:";

	private static final String HANDLED = "SigCgt:";

	/**
	 * Look at a process.
	 * @param pid the process id
	 * @return the process; null if there is none, or this user may not see it
	 */
	public static @Nullable ProcessIdentity of(long pid) {
		try {
			return new ProcessIdentity(pid, ProcStat.of(pid).number(ProcStat.START_TIME));
		}
		catch (IOException ex) {
			return null;
		}
	}

	/**
	 * Look at a child process that this process has not waited for yet, so that no other
	 * process can have its id.
	 * @param pid the process id
	 * @return the process; one that is never alive if this user may not see it
	 */
	public static ProcessIdentity ofChild(long pid) {
		ProcessIdentity child = of(pid);
		return (child != null) ? child : new ProcessIdentity(pid, UNKNOWN);
	}

	/**
	 * Return whether it is alive. A zombie is not alive, unless only its first thread has
	 * ended.
	 * @return whether it is
	 */
	public boolean isAlive() {
		return equals(of(this.pid)) && (!isZombie(this.pid) || hasOtherThreads());
	}

	/**
	 * Return whether a process has ended but its parent has not waited for it yet.
	 * @param pid the process id
	 * @return whether the process is a zombie; also false if there is no such process
	 */
	public static boolean isZombie(long pid) {
		try {
			return ProcStat.of(pid).text(ProcStat.STATE).equals("Z");
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Return the users that a process runs as.
	 * @param pid the process id
	 * @return its real, effective, saved and file system user id; empty if there is no
	 * such process, or this user may not see it
	 */
	public static Set<Integer> userIds(long pid) {
		Set<Integer> ids = new HashSet<>();
		try {
			for (String line : Files.readAllLines(Path.of("/proc", pid + "/status"), StandardCharsets.ISO_8859_1)) {
				if (line.startsWith(USER_IDS)) {
					for (String id : line.substring(USER_IDS.length()).strip().split("\\s+", -1)) {
						ids.add(Integer.parseUnsignedInt(id));
					}
				}
			}
		}
		catch (IOException ex) {
			// It has ended
		}
		return ids;
	}

	/**
	 * Return whether an argument of a process contains a text.
	 * @param pid the process id
	 * @param text the text
	 * @return whether one does; also false if there is no such process
	 */
	public static boolean hasArgument(long pid, String text) {
		try {
			return ByteStrings.of(Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline")))
				.contains(ByteStrings.encode(text));
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Return the environment with which a process was started.
	 * @param pid the process id
	 * @return the environment; empty if there is no such process, or this user may not
	 * see it
	 */
	public static Environment environment(long pid) {
		try {
			return new Environment(ProcSelf.strings(Path.of("/proc", Long.toString(pid), "environ")));
		}
		catch (IOException ex) {
			return new Environment(List.of());
		}
	}

	private boolean hasOtherThreads() {
		try (Stream<Path> threads = Files.list(Path.of("/proc", this.pid + "/task"))) {
			return threads.count() > 1;
		}
		catch (IOException | UncheckedIOException ex) {
			return false;
		}
	}

	/**
	 * Return whether it handles a signal, so that the signal does not end it.
	 * @param signal the signal's number
	 * @return whether it does; also false if there is no such process
	 */
	public boolean handles(int signal) {
		try {
			for (String line : Files.readAllLines(Path.of("/proc", this.pid + "/status"),
					StandardCharsets.ISO_8859_1)) {
				if (line.startsWith(HANDLED)) {
					long mask = Long.parseUnsignedLong(line.substring(HANDLED.length()).trim(), 16);
					return (mask & (1L << (signal - 1))) != 0;
				}
			}
		}
		catch (IOException ex) {
			// It has ended
		}
		return false;
	}

	/**
	 * Return where its file system is: it may be another one than that of this process.
	 * @return the path
	 */
	public Path root() {
		return Path.of("/proc", Long.toString(this.pid), "root");
	}

	/**
	 * Return when it was started.
	 * @return the time, to a hundredth of a second
	 * @throws IOException if it cannot be read
	 */
	public Instant startedAt() throws IOException {
		return ProcSelf.startedAt(this.startTime);
	}

}

package io.makedaemon.proc;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.ProcessTitle;

/**
 * What this process was started with, byte for byte. This class hides from the stages
 * that they depend on Linux's {@code proc(5)}.
 */
public final class ProcSelf {

	private static final String DELETED = " (deleted)";

	/** The kernel's {@code PROC_PID_INIT_INO}. */
	private static final String INITIAL_PROCESS_NAMESPACE = "pid:[4026531836]";

	private static final String LAUNCHER = "/java";

	private static final String WAY_OUT = "run its jar with java -jar to have a daemon, or let a service manager such "
			+ "as systemd run it in the background";

	private static final Path DIRECTORY = Path.of("/proc/self");

	private static final Path THREAD = Path.of("/proc/thread-self");

	/** The kernel reports times to programs in ticks of 100 Hz on every machine. */
	static final long MILLIS_PER_TICK = 10;

	private static final int STDERR = 2;

	private ProcSelf() {
	}

	/**
	 * Return why there is no such file system here. Without it no daemon can be made or
	 * found.
	 * @return the reason, in words that follow "because"; null if there is one
	 */
	public static @Nullable String unsupported() {
		String system = System.getProperty("os.name", "");
		if (!system.toLowerCase(Locale.ROOT).startsWith("linux")) {
			return "this is " + system + ", and a daemon needs Linux";
		}
		if (!Files.isReadable(DIRECTORY.resolve("cmdline"))) {
			return "the file system /proc is not mounted";
		}
		return null;
	}

	/**
	 * Return why this program cannot be run again in a runtime that lets a daemon take
	 * over what it inherits.
	 * @return the reason and what to do, in words that follow "because"; null if it can
	 */
	public static @Nullable String unrepeatable() {
		if (System.getProperty("org.graalvm.nativeimage.imagecode") != null) {
			return "this is a native image: " + WAY_OUT;
		}
		try {
			String executable = executable();
			if (!executable.endsWith(LAUNCHER)) {
				return "the program was started by " + ByteStrings.decode(executable) + ", not by the java launcher: "
						+ WAY_OUT;
			}
		}
		catch (IOException ex) {
			// Looked for again, and reported, when it is needed
		}
		return Descriptors.canBeAdopted() ? null : "this Java runtime has no module " + Descriptors.MODULE
				+ ": add it with jlink --add-modules " + Descriptors.MODULE;
	}

	/**
	 * Return the command line.
	 * @return the arguments, beginning with {@code argv[0]}
	 * @throws IOException if it cannot be read
	 */
	public static List<String> commandLine() throws IOException {
		return strings(DIRECTORY.resolve("cmdline"));
	}

	/**
	 * Return the environment.
	 * @return the environment at that time, without later changes
	 * @throws IOException if it cannot be read
	 */
	public static Environment environment() throws IOException {
		return new Environment(strings(DIRECTORY.resolve("environ")));
	}

	static List<String> strings(Path file) throws IOException {
		String all = ByteStrings.of(Files.readAllBytes(file));
		List<String> strings = new ArrayList<>();
		int start = 0;
		for (int end = all.indexOf('\0'); end >= 0; end = all.indexOf('\0', start)) {
			strings.add(all.substring(start, end));
			start = end + 1;
		}
		return strings;
	}

	/**
	 * Return the java launcher that runs this program. If its file has been replaced
	 * since, for instance by an upgrade, this is the path of the new one.
	 * @return the absolute path
	 * @throws IOException if the file no longer exists
	 */
	public static String javaLauncher() throws IOException {
		String executable = executable();
		if (!Files.isExecutable(BytePath.toPath(executable))) {
			throw new NoSuchFileException(executable);
		}
		return executable;
	}

	private static String executable() throws IOException {
		String executable = link("exe");
		return executable.endsWith(DELETED) ? executable.substring(0, executable.length() - DELETED.length())
				: executable;
	}

	/**
	 * Return the directory that contains the descriptors of this process.
	 */
	static Path descriptors() {
		return DIRECTORY.resolve("fd");
	}

	/**
	 * Return whether this process is in the machine's PID namespace, see
	 * pid_namespaces(7).
	 */
	static boolean isInitialProcessNamespace() {
		try {
			return Files.readSymbolicLink(DIRECTORY.resolve("ns/pid")).toString().equals(INITIAL_PROCESS_NAMESPACE);
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Return the working directory.
	 * @return the absolute path
	 * @throws IOException if the directory no longer exists
	 */
	public static String workingDirectory() throws IOException {
		String directory = link("cwd");
		if (!Files.isDirectory(BytePath.toPath(directory))) {
			throw new NoSuchFileException(directory);
		}
		return directory;
	}

	/**
	 * Return the path that refers to an open descriptor. Opening it reopens the same
	 * file.
	 * @param descriptor the descriptor
	 * @return the path
	 */
	public static String descriptorPath(int descriptor) {
		return "/proc/self/fd/" + descriptor;
	}

	/**
	 * Return what a descriptor refers to.
	 * @param descriptor the descriptor
	 * @return a path, or something like {@code pipe:[4711]}
	 * @throws IOException if it is not open
	 */
	public static String descriptor(int descriptor) throws IOException {
		return Files.readSymbolicLink(DIRECTORY.resolve("fd/" + descriptor)).toString();
	}

	/**
	 * Return the open descriptors of this process.
	 * @return the descriptors, in no order; the one used for listing is among them
	 * @throws ErrnoException if they cannot be listed
	 */
	public static int[] openDescriptors() throws ErrnoException {
		String[] names = descriptors().toFile().list();
		if (names == null) {
			throw new ErrnoException("opendir", "list the open files in {}", descriptors().toString(),
					ErrnoException.ENOENT);
		}
		int[] descriptors = new int[names.length];
		for (int i = 0; i < names.length; i++) {
			descriptors[i] = Integer.parseInt(names[i]);
		}
		return descriptors;
	}

	/**
	 * Close all descriptors of this process on exec, except the standard streams and
	 * those given. A JVM leaves the descriptors of its jars and sockets open.
	 * @param kept the descriptors that stay open
	 * @throws ErrnoException if the open descriptors cannot be listed
	 */
	public static void closeOnExecAllBut(List<Integer> kept) throws ErrnoException {
		for (int descriptor : openDescriptors()) {
			if (descriptor > STDERR) {
				Descriptors.closeOnExec(descriptor, !kept.contains(descriptor));
			}
		}
	}

	/**
	 * Return the session of this process.
	 * @return the session's id
	 * @throws IOException if it cannot be read
	 */
	public static long sessionId() throws IOException {
		return ProcStat.of(DIRECTORY).number(ProcStat.SESSION);
	}

	/**
	 * Return whether this process's parent leads its session, as the first child does for
	 * the daemon while it lives.
	 * @return whether the parent is the session leader
	 * @throws IOException if it cannot be read
	 */
	public static boolean isChildOfSessionLeader() throws IOException {
		ProcStat stat = ProcStat.of(DIRECTORY);
		return stat.number(ProcStat.PARENT) == stat.number(ProcStat.SESSION);
	}

	/**
	 * Return when this process was started. The JDK counts from the boot time, which the
	 * kernel reports in whole seconds only.
	 * @return the time, to a hundredth of a second
	 * @throws IOException if it cannot be read
	 */
	public static Instant startedAt() throws IOException {
		return startedAt(ProcStat.of(DIRECTORY).number(ProcStat.START_TIME));
	}

	/**
	 * Return when a process was started. It is computed from the time between that start
	 * and a thread that starts now. The time since boot cannot be used: it is unavailable
	 * where {@code /proc} shows only processes, and different in some containers.
	 * @param startTime the time in ticks, as in {@link ProcStat#START_TIME}
	 * @return the time, to a hundredth of a second
	 */
	static Instant startedAt(long startTime) throws IOException {
		Instant now = Instant.now();
		return now.minusMillis((Clock.now() - startTime) * MILLIS_PER_TICK);
	}

	/**
	 * Return whether a standard stream of this process is a terminal.
	 * @param descriptor its number
	 * @return whether it is
	 */
	public static boolean isTerminal(int descriptor) {
		try {
			String file = link("fd/" + descriptor);
			return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty") || file.equals("/dev/console");
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Return the file mode creation mask of this process.
	 * @return the mask
	 * @throws IOException if it cannot be read: Linux has it since 4.7
	 */
	public static int umask() throws IOException {
		return Integer.parseInt(status("Umask:"), 8);
	}

	/**
	 * Return the effective user id.
	 * @return the id
	 * @throws IOException if it cannot be read
	 */
	public static int effectiveUserId() throws IOException {
		return Integer.parseUnsignedInt(status("Uid:").split("\t", -1)[1]);
	}

	/**
	 * Return whether this process runs as root, with the effective user id 0.
	 * @return whether it is
	 * @throws IOException if it cannot be read
	 */
	public static boolean isRoot() throws IOException {
		return effectiveUserId() == 0;
	}

	/**
	 * Return whether a Java server socket also accepts connections over IPv6 by default:
	 * whether a network interface has an IPv6 address.
	 * @return whether it does
	 */
	public static boolean hasIpv6() {
		try {
			return !Files.readAllLines(DIRECTORY.resolve("net/if_inet6"), StandardCharsets.ISO_8859_1).isEmpty();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static String status(String key) throws IOException {
		for (String line : Files.readAllLines(DIRECTORY.resolve("status"), StandardCharsets.ISO_8859_1)) {
			if (line.startsWith(key)) {
				return line.substring(key.length()).trim();
			}
		}
		throw new IOException("/proc/self/status has no " + key);
	}

	/**
	 * Set the name of this process that {@code pgrep} and {@code top} show. Where that is
	 * not permitted, as after a change of the user, the process keeps its name.
	 * @param programName the program's name; the first 15 bytes of its last part are used
	 */
	public static void rename(String programName) {
		String name = programName.substring(programName.lastIndexOf('/') + 1);
		try (OutputStream out = new FileOutputStream(DIRECTORY.resolve("comm").toFile())) {
			out.write(ByteStrings.toBytes(name));
		}
		catch (IOException ex) {
			// It keeps its name
		}
	}

	/**
	 * Set the command line that other programs show for this process, as setproctitle(3)
	 * does. The arguments that this process was started with are lost.
	 * @param title the title; the end of one that is longer than the command line is cut
	 * off
	 */
	public static void retitle(String title) {
		try {
			ProcStat stat = ProcStat.of(DIRECTORY);
			ProcessTitle.write(title, stat.number(ProcStat.ARGUMENTS_START), stat.number(ProcStat.ARGUMENTS_END));
		}
		catch (IOException ex) {
			// It keeps its command line
		}
	}

	private static String link(String name) throws IOException {
		return BytePath.of(Files.readSymbolicLink(DIRECTORY.resolve(name)));
	}

	/**
	 * A thread that reads its own start time.
	 */
	private static final class Clock extends Thread {

		private static final long UNKNOWN = -1;

		private long ticks = UNKNOWN;

		private Clock() {
			super("makedaemon-clock");
			setDaemon(true);
		}

		/**
		 * Return the time in ticks, as in {@link ProcStat#START_TIME}.
		 */
		static long now() throws IOException {
			Clock clock = new Clock();
			clock.start();
			clock.awaitEnd();
			if (clock.ticks == UNKNOWN) {
				throw new IOException(THREAD + " cannot be read");
			}
			return clock.ticks;
		}

		private void awaitEnd() {
			boolean interrupted = false;
			while (isAlive()) {
				try {
					join();
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
			if (interrupted) {
				currentThread().interrupt();
			}
		}

		@Override
		public void run() {
			try {
				this.ticks = ProcStat.of(THREAD).number(ProcStat.START_TIME);
			}
			catch (IOException ex) {
				// Unknown
			}
		}

	}

}

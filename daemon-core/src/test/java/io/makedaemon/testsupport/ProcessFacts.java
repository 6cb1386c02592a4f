package io.makedaemon.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * A process, seen through {@code /proc/PID}; see proc(5). Text is given as byte strings,
 * one {@code char} for each byte.
 *
 * @param pid the process id
 */
public record ProcessFacts(long pid) {

	/** The numbers of the fields of net/tcp. */
	private static final int LOCAL_ADDRESS = 1;

	private static final int SOCKET_STATE = 3;

	private static final int SOCKET_INODE = 9;

	private static final String LISTEN = "0A";

	private static final int STATE = 0;

	private static final int PARENT = 1;

	private static final int GROUP = 2;

	private static final int SESSION = 3;

	private static final int TERMINAL = 4;

	private static final int NICE = 16;

	/**
	 * Returns all processes.
	 * @return the processes
	 */
	public static Stream<ProcessFacts> all() {
		return ProcessHandle.allProcesses().map((process) -> new ProcessFacts(process.pid()));
	}

	/**
	 * Tells whether the process is alive: a zombie is not.
	 * @return whether it is
	 */
	public boolean isAlive() {
		try {
			return !stat(STATE).matches("[ZXx]");
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	/**
	 * Returns its parent process.
	 * @return the parent's process id
	 */
	public long parent() {
		return Long.parseLong(stat(PARENT));
	}

	/**
	 * Returns its process group.
	 * @return the group's id
	 */
	public long processGroup() {
		return Long.parseLong(stat(GROUP));
	}

	/**
	 * Returns its session.
	 * @return the session's id
	 */
	public long session() {
		return Long.parseLong(stat(SESSION));
	}

	/**
	 * Returns its controlling terminal.
	 * @return the terminal's device number, 0 if there is none
	 */
	public long terminal() {
		return Long.parseLong(stat(TERMINAL));
	}

	private String stat(int field) {
		return stat("stat", field);
	}

	private String stat(String file, int field) {
		String stat = read(file);
		// The name before it may have spaces and parentheses in it
		return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[field];
	}

	/**
	 * Tells whether root runs the tests.
	 * @return whether it is so
	 */
	public static boolean isRoot() {
		return new ProcessFacts(ProcessHandle.current().pid()).ids("Uid").get(1) == 0;
	}

	/**
	 * Tells whether strace(1) is there, and can trace processes.
	 * @return whether it is so
	 */
	public static boolean canBeTraced() {
		return succeeds("strace", "-qq", "-o", "/dev/null", "true");
	}

	/**
	 * Tells whether logrotate(8) is there.
	 * @return whether it is so
	 */
	public static boolean canRotateLogs() {
		return succeeds("logrotate", "--version");
	}

	private static boolean succeeds(String... command) {
		try {
			return new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Tells whether start-stop-daemon(8) is there, and can wait until a process is ready.
	 * @return whether it is so
	 */
	public static boolean canBeAwaited() {
		return printed("start-stop-daemon", "--help").contains("--notify-await");
	}

	private static String printed(String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			return "";
		}
	}

	/**
	 * Returns its user, group or supplementary groups.
	 * @param key {@code Uid} or {@code Gid} for the real, effective, saved and file
	 * system's id, {@code Groups} for the others
	 * @return the ids
	 */
	public List<Long> ids(String key) {
		return Stream.of(status(key).split("\\s+", -1)).map(Long::valueOf).toList();
	}

	/**
	 * Returns one of its sets of capabilities; see capabilities(7).
	 * @param key {@code CapPrm}, {@code CapEff}, {@code CapInh} or {@code CapAmb}
	 * @return the set, with the lowest bit for capability 0
	 */
	public long capabilities(String key) {
		return Long.parseUnsignedLong(status(key), 16);
	}

	/**
	 * Returns its limit of a resource; see getrlimit(2).
	 * @param name the limit's name there
	 * @return the soft and the hard limit, with a space between them
	 */
	public String limit(String name) {
		return read("limits").lines()
			.filter((line) -> line.startsWith("Max " + name))
			.map((line) -> line.substring("Max ".length() + name.length()).trim().split("\\s+", -1))
			.map((columns) -> columns[0] + " " + columns[1])
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Returns its file mode creation mask.
	 * @return the mask
	 */
	public int umask() {
		return Integer.parseInt(status("Umask"), 8);
	}

	/**
	 * Returns how much of it is in memory.
	 * @return the number of bytes
	 */
	public long residentMemory() {
		return Long.parseLong(status("VmRSS").replace(" kB", "")) << 10;
	}

	/**
	 * Returns how much memory is its own: what would be free without it.
	 * @return the number of bytes
	 */
	public long privateMemory() {
		return read("smaps_rollup").lines()
			.filter((line) -> line.startsWith("Private_Clean:") || line.startsWith("Private_Dirty:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
			.sum();
	}

	/**
	 * Tells whether it is traced, as strace(1) does.
	 * @return whether it is
	 */
	public boolean isTraced() {
		return !status("TracerPid").equals("0");
	}

	/**
	 * Tells whether its main thread blocks no signal.
	 * @return whether it is so
	 */
	public boolean blocksNoSignal() {
		return Long.parseUnsignedLong(signals("SigBlk"), 16) == 0;
	}

	/**
	 * Returns what its threads block; see {@link #signals(String)}.
	 * @return the sets of signals that occur
	 */
	public Set<String> signalMasks() {
		return new TreeSet<>(ofThreads((thread) -> Stream.of(status(thread + "/status", "SigBlk"))));
	}

	/**
	 * Returns a set of signals.
	 * @param key {@code ShdPnd}, {@code SigBlk}, {@code SigIgn} or {@code SigCgt}: those
	 * that it has not taken yet, that its main thread blocks, that it ignores, or that it
	 * has a handler for
	 * @return a hexadecimal number, with the lowest bit for signal 1
	 */
	public String signals(String key) {
		return status(key);
	}

	/**
	 * Tells whether it ignores a signal.
	 * @param signal the signal's number
	 * @return whether it does
	 */
	public boolean ignores(int signal) {
		return (Long.parseUnsignedLong(signals("SigIgn"), 16) >> (signal - 1) & 1) == 1;
	}

	/**
	 * Tells whether it was sent a signal that it has not taken yet.
	 * @param signal the signal's number
	 * @return whether it was
	 */
	public boolean isPending(int signal) {
		return (Long.parseUnsignedLong(signals("ShdPnd"), 16) >> (signal - 1) & 1) == 1;
	}

	/**
	 * Tells whether it has a handler for a signal.
	 * @param signal the signal's number
	 * @return whether it has
	 */
	public boolean catches(int signal) {
		return (Long.parseUnsignedLong(signals("SigCgt"), 16) >> (signal - 1) & 1) == 1;
	}

	/**
	 * Returns the CPUs that threads may run on; see cpuset(7) for lists of them.
	 * @param name the threads' name
	 * @return the lists that occur
	 */
	public Set<String> cpus(String name) {
		return new TreeSet<>(ofThreads(name, (thread) -> status(thread + "/status", "Cpus_allowed_list")));
	}

	/**
	 * Returns how nice threads are; see setpriority(2).
	 * @param name the threads' name
	 * @return the nice values that occur
	 */
	public Set<Integer> nice(String name) {
		return new TreeSet<>(ofThreads(name, (thread) -> Integer.valueOf(stat(thread + "/stat", NICE))));
	}

	/**
	 * Tells whether a process that has been made nicer can be made less nice again, which
	 * is a privilege.
	 * @return whether it is so
	 */
	public static boolean canBeLessNice() {
		return printed("nice").equals(printed("nice", "-n", "1", "nice", "-n", "-1", "nice"));
	}

	/**
	 * Returns how often threads have been waiting for something.
	 * @param name the threads' name
	 * @return the number of times, of all threads of that name
	 */
	public long wakeUps(String name) {
		return ofThreads(name, (thread) -> status(thread + "/status", "voluntary_ctxt_switches")).stream()
			.mapToLong(Long::parseLong)
			.sum();
	}

	/**
	 * Tells whether it has a thread.
	 * @param name the thread's name, of at most 15 bytes
	 * @return whether it has
	 */
	public boolean hasThread(String name) {
		return !ofThreads(name, Function.identity()).isEmpty();
	}

	/**
	 * Returns how often any of its threads has been waiting for something.
	 * @return the number of times, of all threads
	 */
	public long wakeUps() {
		return ofThreads((thread) -> Stream.of(status(thread + "/status", "voluntary_ctxt_switches"))).stream()
			.mapToLong(Long::parseLong)
			.sum();
	}

	/**
	 * Returns a fact that only one of its files in {@code /proc} tells.
	 * @param file the file
	 * @return its text
	 */
	public String text(String file) {
		return read(file).strip();
	}

	private <T> List<T> ofThreads(String name, Function<String, T> fact) {
		return ofThreads((thread) -> status(thread + "/status", "Name").equals(name) ? Stream.of(fact.apply(thread))
				: Stream.empty());
	}

	/**
	 * What there is of each thread that does not end meanwhile.
	 */
	private <T> List<T> ofThreads(Function<String, Stream<T>> facts) {
		List<T> all = new ArrayList<>();
		try (DirectoryStream<Path> directories = Files.newDirectoryStream(path("task"))) {
			for (Path directory : directories) {
				try {
					facts.apply("task/" + directory.getFileName()).forEach(all::add);
				}
				catch (UncheckedIOException ex) {
					if (Files.exists(directory)) {
						throw ex;
					}
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return all;
	}

	private String status(String key) {
		return status("status", key);
	}

	private String status(String file, String key) {
		return read(file).lines()
			.filter((line) -> line.startsWith(key + ":"))
			.map((line) -> line.substring(key.length() + 1).trim())
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Returns its command line.
	 * @return the arguments, beginning with {@code argv[0]}
	 */
	public List<String> commandLine() {
		return strings("cmdline");
	}

	/**
	 * Returns the environment it was started with.
	 * @return the variables with their values, in their order
	 */
	public List<String> environment() {
		return strings("environ");
	}

	/**
	 * Tells whether it is alive and was started with a variable.
	 * @param variable finds it by its name and value, with an equals sign between them
	 * @return whether it is so; not if it cannot be seen
	 */
	public boolean hasVariable(Predicate<String> variable) {
		try {
			return environment().stream().anyMatch(variable) && isAlive();
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	private List<String> strings(String file) {
		List<String> strings = new ArrayList<>(List.of(read(file).split("\0", -1)));
		strings.remove(strings.size() - 1);
		return strings;
	}

	/**
	 * Returns its name, which {@code pgrep} looks for.
	 * @return the name
	 */
	public String name() {
		return read("comm").strip();
	}

	/**
	 * Returns the file of the program that it runs.
	 * @return the file, with {@code (deleted)} behind it when that has been replaced
	 */
	public Path executable() {
		return Path.of(link("exe"));
	}

	/**
	 * Returns its working directory.
	 * @return the directory
	 */
	public Path workingDirectory() {
		return Path.of(link("cwd"));
	}

	/**
	 * Returns its open descriptors, but for files of its control group, which a JVM looks
	 * at every now and then.
	 * @return what they stand for, by their numbers
	 */
	public Map<Integer, String> descriptors() {
		Map<Integer, String> descriptors = new TreeMap<>();
		try (DirectoryStream<Path> links = Files.newDirectoryStream(path("fd"))) {
			for (Path link : links) {
				putDescriptor(descriptors, link);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return descriptors;
	}

	private static void putDescriptor(Map<Integer, String> descriptors, Path link) throws IOException {
		try {
			String target = Files.readSymbolicLink(link).toString();
			if (!target.startsWith("/sys/fs/cgroup/")) {
				descriptors.put(Integer.valueOf(link.getFileName().toString()), target);
			}
		}
		catch (NoSuchFileException ex) {
			// Closed meanwhile
		}
	}

	/**
	 * Returns a line of what the kernel tells about a descriptor.
	 * @param descriptor the descriptor
	 * @param key {@code flags}, {@code pos} or {@code lock}
	 * @return the value; empty if there is none
	 */
	public String descriptor(int descriptor, String key) {
		return read("fdinfo/" + descriptor).lines()
			.filter((line) -> line.startsWith(key + ":"))
			.map((line) -> line.substring(key.length() + 1).trim())
			.findFirst()
			.orElse("");
	}

	/**
	 * Tells whether it listens on a TCP port.
	 * @param port the port
	 * @return whether it does
	 */
	public boolean listensOn(int port) {
		String local = ":%04X".formatted(port);
		List<String> sockets = Stream.of("net/tcp", "net/tcp6")
			.flatMap((file) -> read(file).lines())
			.map((line) -> line.strip().split("\\s+", -1))
			.filter((fields) -> fields[LOCAL_ADDRESS].endsWith(local) && fields[SOCKET_STATE].equals(LISTEN))
			.map((fields) -> "socket:[" + fields[SOCKET_INODE] + "]")
			.toList();
		return descriptors().values().stream().anyMatch(sockets::contains);
	}

	/**
	 * Sends it a signal.
	 * @param signal the signal's name, such as {@code QUIT}
	 */
	public void signal(String signal) {
		try {
			new ProcessBuilder("kill", "-" + signal, Long.toString(this.pid)).start().waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Kills it, if it is still there, and waits until it holds nothing any more: its main
	 * thread ends before others, which still have its files.
	 */
	public void kill() {
		ProcessHandle.of(this.pid).ifPresent(ProcessHandle::destroyForcibly);
		Awaitility.await("end of " + this.pid).atMost(Duration.ofMinutes(1)).until(this::hasEnded);
	}

	private boolean hasEnded() {
		String[] threads = path("task").toFile().list();
		return threads == null || (threads.length <= 1 && !isAlive());
	}

	private String link(String name) {
		try {
			return Files.readSymbolicLink(path(name)).toString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String read(String name) {
		try {
			return new String(Files.readAllBytes(path(name)), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path path(String name) {
		return Path.of("/proc", Long.toString(this.pid), name);
	}

	@Override
	public String toString() {
		try {
			return this.pid + " " + commandLine();
		}
		catch (UncheckedIOException ex) {
			return this.pid + " (gone)";
		}
	}

}

package io.makedaemon.parent;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.makedaemon.posix.NativeLibrary;

/**
 * The files that the first child's JVM is started from: its class path, and a private
 * directory for whatever is not a plain file. In an executable Spring Boot jar the jars
 * are inside another jar, and the native library always is.
 */
public final class FirstChildFiles implements AutoCloseable {

	/** The variable that limits the number of heaps of the C library, see mallopt(3). */
	public static final String ARENAS = "MALLOC_ARENA_MAX";

	/** All that a small program needs. */
	public static final String ONE_ARENA = "1";

	/**
	 * The options of a JVM that has nearly no memory of its own, and hardly wakes up
	 * while nothing happens. It starts as fast as another one, but runs slowly.
	 */
	private static final List<String> FRUGAL = List.of("-Xint", "-XX:ArchiveRelocationMode=0", "-Xmx8m", "-Xms2m",
			"-Xmn1m", "-XX:StringTableSize=1024", "-XX:+UnlockExperimentalVMOptions", "-XX:SymbolTableSize=1024",
			"-XX:GuaranteedSafepointInterval=0", "-XX:AsyncDeflationInterval=0");

	private final PrivateDirectory directory;

	private final List<Path> classPath = new ArrayList<>();

	/** Where the copies of jars are. */
	private final Map<String, Path> copies = new HashMap<>();

	private final Class<?> main;

	/** Whether the program goes on while somebody may overwrite the jars. */
	private final boolean staying;

	private FirstChildFiles(PrivateDirectory directory, Class<?> main, boolean staying) {
		this.directory = directory;
		this.main = main;
		this.staying = staying;
	}

	/**
	 * Lay out the files.
	 * @param main the first child's main class
	 * @return the files; {@link #close()} removes what was created for them
	 * @throws IOException if a file cannot be found or written
	 */
	public static FirstChildFiles create(Class<?> main) throws IOException {
		return create(main, false);
	}

	/**
	 * Lay out the files.
	 * @param main the first child's main class
	 * @param staying whether the first child goes on as the daemon's supervisor: it is
	 * then started from copies of the jars, since it needs classes of them when these may
	 * have been overwritten
	 * @return the files; {@link #close()} removes what was created for them
	 * @throws IOException if a file cannot be found or written
	 */
	public static FirstChildFiles create(Class<?> main, boolean staying) throws IOException {
		FirstChildFiles files = new FirstChildFiles(PrivateDirectory.create(), main, staying);
		try {
			files.add(main);
			files.add(NativeLibrary.javaPart());
			NativeLibrary.copyTo(files.directory.path());
			return files;
		}
		catch (IOException ex) {
			files.close();
			throw (ex instanceof FileSystemException || ex instanceof FileNotFoundException) ? ex : files.failure(ex);
		}
		catch (RuntimeException | Error ex) {
			files.close();
			throw ex;
		}
	}

	/**
	 * Create a failure that names the directory: a failure to write does not.
	 */
	private FileSystemException failure(IOException cause) {
		FileSystemException failure = new FileSystemException(this.directory.path().toString(), null,
				cause.getMessage());
		failure.initCause(cause);
		return failure;
	}

	private void add(Class<?> type) throws IOException {
		URL location = type.getProtectionDomain().getCodeSource().getLocation();
		Path file = locate(location);
		if (file.toString().indexOf(File.pathSeparatorChar) >= 0) {
			throw new FileSystemException(file.toString(), null, "a colon in its name would end it in a class path");
		}
		if (!this.classPath.contains(file)) {
			this.classPath.add(file);
		}
	}

	private Path locate(URL location) throws IOException {
		String path = location.getPath();
		if (location.getProtocol().equals("file")) {
			if (isPlain(path) && (!this.staying || path.endsWith("/"))) {
				return Path.of(path);
			}
			if (path.endsWith("/")) {
				return Path.of(URI.create(location.toString()));
			}
		}
		return copy(location);
	}

	/**
	 * Return whether a location's path can be used as an element of a class path. A colon
	 * would end the element, and under {@code LANG=C} a Java string cannot hold a name
	 * beyond ASCII. Without these and without escapes, the location's path is the file's
	 * path.
	 */
	private static boolean isPlain(String path) {
		return path.chars().allMatch((c) -> c > ' ' && c <= '~' && c != '%' && c != ':');
	}

	/**
	 * Copy a jar that is inside another one: its location is {@code jar:URL!/}, where URL
	 * gives the jar's bytes.
	 */
	private Path copy(URL location) throws IOException {
		String url = location.toString();
		if (url.startsWith("jar:") && url.endsWith("!/")) {
			url = url.substring("jar:".length(), url.length() - "!/".length());
		}
		Path copied = this.copies.get(url);
		if (copied != null) {
			return copied;
		}
		Path file = this.directory.path().resolve(this.copies.size() + ".jar");
		try (InputStream in = URI.create(url).toURL().openStream()) {
			Files.copy(in, file);
		}
		this.copies.put(url, file);
		return file;
	}

	/**
	 * Return the private directory.
	 * @return the directory
	 */
	public PrivateDirectory directory() {
		return this.directory;
	}

	/**
	 * Return the first child's command line.
	 * @return the command line
	 */
	public List<String> command() {
		return command(smallJvm());
	}

	/**
	 * Return the command line of a first child that goes on as the daemon's supervisor.
	 * @return the command line
	 */
	public List<String> supervisorCommand() {
		List<String> command = smallJvm();
		command.addAll(FRUGAL);
		return command(command);
	}

	private List<String> command(List<String> command) {
		command.add("-XX:-UsePerfData");
		// After a change of the user, that user must not run code in it: it has root's
		// pid file
		command.add("-XX:+DisableAttachMechanism");
		command.add("-D" + NativeLibrary.DIRECTORY_PROPERTY + "=" + this.directory.path());
		if (NativeLibrary.needsPermission()) {
			command.add("--enable-native-access=ALL-UNNAMED");
		}
		addProgram(command, this.main);
		return command;
	}

	/**
	 * Return the command line of the program that the parent becomes. Its JVM removes the
	 * performance data that the parent's JVM has left behind for the same process id.
	 * @param waiting the program
	 * @return the command line
	 * @throws IOException if a file cannot be found or written
	 */
	public List<String> waitingCommand(Class<?> waiting) throws IOException {
		add(NativeLibrary.errorNames());
		List<String> command = smallJvm();
		addProgram(command, waiting);
		return command;
	}

	/**
	 * Return the options of a JVM that starts fast, stays small, and has none of the
	 * user's options. Its warnings go to standard error, since standard output has
	 * another use. It runs only classes of this library and of jffi: skipping their
	 * verification saves 3 % of the start of a small program.
	 */
	private static List<String> smallJvm() {
		return new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xshare:auto",
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-XX:-MaxFDLimit",
				"-XX:+IgnoreUnrecognizedVMOptions", "-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote",
				"-XX:+DisplayVMOutputToStderr", "-Xlog:disable", "-Xlog:all=warning:stderr"));
	}

	private void addProgram(List<String> command, Class<?> program) {
		command.add("-cp");
		command.add(this.classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
		command.add(program.getName());
	}

	/**
	 * Remove the private directory. The first child also does so, as soon as it has its
	 * files open.
	 */
	@Override
	public void close() {
		this.directory.close();
	}

	/**
	 * Remove a directory and everything in it.
	 * @param directory the directory; links in it are not followed
	 */
	public static void removeAll(File directory) {
		File[] files = Files.isSymbolicLink(directory.toPath()) ? null : directory.listFiles();
		if (files != null) {
			for (File file : files) {
				removeAll(file);
			}
		}
		directory.delete();
	}

}

package io.makedaemon.spring.boot.prepare;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.makedaemon.DaemonException;
import io.makedaemon.ProcessState;
import io.makedaemon.prepare.LauncherScript;
import io.makedaemon.prepare.Preparation;
import io.makedaemon.prepare.ProgramCommand;
import io.makedaemon.prepare.ProgramVersion;
import io.makedaemon.prepare.TrustedPath;

/**
 * Prepares faster starts. Boot's own tools unpack the executable jar, so that the JVM's
 * class loader reads it instead of Boot's. Then the application is run once, until its
 * context is refreshed, and its JVM records the classes in an archive: an AOT cache from
 * JDK 25 on, or a class-data archive on an earlier JDK and with an agent, which rules out
 * an AOT cache.
 *
 * <p>
 * The current preparation is replaced only when the new one is complete.
 */
public final class Preparer {

	private static final int ROOT = 0;

	private static final int FIRST_WITH_AOT_CACHE = 25;

	/** What a JVM reports about itself if it uses the archive of the JDK's classes. */
	private static final String WITH_ARCHIVE = "sharing";

	private static final Path SHELL = Path.of("/bin/sh");

	/** The property that the script's first argument stands for. */
	private static final String COMMAND = "daemon.command=";

	private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY = mode("rwxr-xr-x");

	private static final FileAttribute<Set<PosixFilePermission>> LOCK = mode("rw-r--r--");

	private static final double NANOS = 1e9;

	private static final double MEGABYTE = 1 << 20;

	private final String name;

	private final List<String> commands;

	private final Path cache;

	private final @Nullable String daemonUser;

	private final String daemonGroup;

	private final List<String> daemonOptions;

	private final Duration timeout;

	/**
	 * Create a preparer.
	 * @param name the program's name
	 * @param commands the commands that a user can give
	 * @param cache the cache directory
	 * @param daemonUser the user the daemon runs as, or null for this user
	 * @param daemonGroup the group the daemon runs as, or null for the user's group
	 * @param daemonOptions additional options of the daemon's JVM
	 * @param timeout how long each step may take; zero for no limit
	 */
	public Preparer(String name, List<String> commands, Path cache, @Nullable String daemonUser,
			@Nullable String daemonGroup, List<String> daemonOptions, Duration timeout) {
		this.name = name;
		this.commands = commands;
		this.cache = cache;
		this.daemonUser = daemonUser;
		this.daemonGroup = (daemonGroup != null) ? daemonGroup : "";
		this.daemonOptions = daemonOptions;
		this.timeout = timeout;
	}

	private static FileAttribute<Set<PosixFilePermission>> mode(String mode) {
		return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
	}

	/**
	 * Prepare the program.
	 * @return a sentence about the result
	 * @throws DaemonException if it fails; the previous preparation then stays current
	 * @throws InterruptedException if the thread is interrupted
	 */
	public String prepare() throws InterruptedException {
		long start = System.nanoTime();
		try {
			ProgramVersion program = ProgramVersion.current(this.daemonOptions);
			checkUser(program.jarFile());
			checkRuntime();
			ExecutableJar.check(program.jarFile());
			Files.createDirectories(this.cache, DIRECTORY);
			Path cache = this.cache.toRealPath();
			Preparation.checkName(cache);
			TrustedPath.check(this.cache, this.daemonUser);
			try (FileChannel lock = FileChannel.open(cache.resolve("lock"),
					Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), LOCK)) {
				if (lock.tryLock() == null) {
					throw new IOException("another prepare is in progress");
				}
				String result = prepare(program, cache);
				return String.format(Locale.ROOT, "%s was prepared in %.1f seconds: %s", this.name,
						(System.nanoTime() - start) / NANOS, result);
			}
		}
		catch (IOException ex) {
			throw new DaemonException("cannot prepare " + this.name + " in " + this.cache + ": " + text(ex), ex);
		}
	}

	/**
	 * Check that this user may prepare. Root runs what it prepares, and never starts a
	 * daemon from another user's preparation.
	 */
	private void checkUser(Path jar) throws IOException {
		if (ProcessState.effectiveUserId() == ROOT) {
			TrustedPath.check(jar, null);
		}
		else if (this.daemonUser != null) {
			throw new IOException("with daemon.user, root starts the daemon, and only from its own preparation: "
					+ "run this command as root, which runs the application as " + this.daemonUser);
		}
	}

	/**
	 * Check the runtime: one made by jlink may lack the archive of the JDK's classes, on
	 * which the application's archive is based.
	 */
	private void checkRuntime() throws IOException {
		if (this.daemonUser == null && Runtime.version().feature() < FIRST_WITH_AOT_CACHE
				&& !System.getProperty("java.vm.info", "").contains(WITH_ARCHIVE)) {
			throw new IOException("this Java runtime has no class-data archive of the JDK's classes, on which that of "
					+ "the application is based: create it with " + System.getProperty("java.home")
					+ "/bin/java -Xshare:dump");
		}
	}

	private static @Nullable String text(IOException ex) {
		if (ex instanceof AccessDeniedException denied) {
			return denied.getFile() + ": Permission denied";
		}
		return ex.getMessage();
	}

	private String prepare(ProgramVersion program, Path cache) throws IOException, InterruptedException {
		PreparedFiles files = new PreparedFiles(cache);
		Path last = files.current();
		Path launcher = files.launcher(this.name);
		Path directory = files.create();
		Subprocesses processes = new Subprocesses(this.timeout);
		Thread cancellation = new Thread(() -> {
			if (processes.cancel()) {
				PreparedFiles.remove(directory);
			}
		}, "daemon-prepare-cancellation");
		Runtime.getRuntime().addShutdownHook(cancellation);
		try {
			String result = prepare(program, directory, launcher, processes);
			processes.finish(() -> files.switchTo(directory, launcher));
			files.removeOld(directory, last);
			return result;
		}
		finally {
			if (processes.cancel()) {
				PreparedFiles.remove(directory);
			}
			removeHook(cancellation);
		}
	}

	private static void removeHook(Thread hook) {
		try {
			Runtime.getRuntime().removeShutdownHook(hook);
		}
		catch (IllegalStateException ex) {
			// The daemon is already running
		}
	}

	private String prepare(ProgramVersion program, Path directory, Path launcher, Subprocesses processes)
			throws IOException, InterruptedException {
		Path original = program.jarFile();
		Path work = Files.createDirectory(directory.resolve("work"));
		Path output = work.resolve("output");
		processes.run("unpacking " + original, unpack(original, directory.resolve("app")), output);
		Path jar = directory.resolve("app").resolve(original.getFileName());
		ProgramCommand command = new ProgramCommand(this.daemonOptions, work.resolve("arguments"));
		boolean aot = this.daemonUser == null && Runtime.version().feature() >= FIRST_WITH_AOT_CACHE
				&& !command.hasAgent();
		Path archive = directory.resolve(aot ? "classes.aot" : "classes.jsa");
		if (this.daemonUser != null) {
			PreparedFiles.share(directory, original);
			PreparedFiles.hide(work);
			new UserTraining(this.daemonUser, this.daemonGroup, processes, output).record(command, jar,
					directory.resolve("training"), archive);
			PreparedFiles.remove(directory.resolve("training"));
		}
		else {
			processes.run(TrainingRun.DESCRIPTION,
					command.run(jar, recording(aot, archive, work.resolve("application.log"))), output);
		}
		if (!Files.exists(archive)) {
			throw new IOException("the JVM has recorded no archive");
		}
		String option = (aot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive;
		processes.run("a JVM with the archive",
				command.check(jar, List.of(aot ? "-XX:AOTMode=on" : "-Xshare:on", option)), output);
		PreparedFiles.remove(work);
		Preparation preparation = new Preparation(jar, option);
		Path script = directory.resolve(PreparedFiles.LAUNCHER);
		new LauncherScript(command, COMMAND, this.name, this.commands, directory, preparation, archive).write(script);
		if (Files.isExecutable(SHELL)) {
			processes.run("checking the result", List.of(SHELL.toString(), script.toString(), ".files"),
					directory.resolve("files"));
		}
		preparation.write(directory, program);
		PreparedFiles.share(directory, original);
		return describe(directory, aot, launcher);
	}

	private static List<String> unpack(Path jar, Path destination) {
		// From a link, it would take the name of the link's target
		return List.of(System.getProperty("java.home") + "/bin/java", "-XX:TieredStopAtLevel=1", "-Djarmode=tools",
				"-jar", jar.toString(), "extract", "--destination", destination.toString(), "--application-filename",
				String.valueOf(jar.getFileName()));
	}

	private static List<String> recording(boolean aot, Path archive, Path log) {
		List<String> options = new ArrayList<>(TrainingRun.options(log.toString()));
		options.add((aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive);
		// Messages about single classes would hide those of the application
		options.add(aot ? "-Xlog:aot*=error" : "-Xlog:cds*=error");
		return options;
	}

	private static String describe(Path directory, boolean aot, Path launcher) throws IOException {
		long size = 0;
		int jars = 0;
		try (Stream<Path> files = Files.walk(directory)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				size += Files.size(file);
				jars += file.toString().endsWith(".jar") ? 1 : 0;
			}
		}
		return String.format(Locale.ROOT, "%d jars and %s, %.0f MB, launcher %s", jars,
				aot ? "an AOT cache" : "a class-data archive", size / MEGABYTE, launcher);
	}

}

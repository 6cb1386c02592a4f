package io.makedaemon.prepare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.makedaemon.jvm.JavaCommand;
import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.proc.MappedFiles;
import io.makedaemon.proc.ProcSelf;

/**
 * What was prepared for a program: a directory with its unpacked jar, an archive, and a
 * file that lists them and names the version of the program that they are valid for.
 *
 * <p>
 * The link {@code current} in the cache directory names the current directory, which is
 * always complete. Directories are never changed, and a daemon may run from an older one.
 *
 * @param jar the jar to run
 * @param option the JVM's option that names the archive
 */
public record Preparation(Path jar, String option) {

	/** The link in the cache directory. */
	public static final String CURRENT = "current";

	private static final String FILE = "preparation";

	private static final String FORMAT = "MakeDaemon preparation 1";

	private static final String END = "end";

	private static final String ATTRIBUTES = TrustedPath.ATTRIBUTES + "," + ProgramVersion.ATTRIBUTES;

	/**
	 * Find what was prepared for the program of this process.
	 * @param cache the cache directory
	 * @param daemonOptions options that the daemon's JVM gets in addition
	 * @param daemonUser the daemon's user, or null if it is this user
	 * @return what was prepared, or null if nothing was
	 * @throws UnusablePreparationException if it cannot be used for this start
	 * @throws IOException if it cannot be read
	 */
	public static @Nullable Preparation find(Path cache, List<String> daemonOptions, @Nullable String daemonUser)
			throws IOException {
		Path current = cache.resolve(CURRENT);
		if (!Files.exists(current, LinkOption.NOFOLLOW_LINKS)) {
			return null;
		}
		try {
			TrustedPath.check(current, daemonUser);
			Path directory = current.toRealPath();
			TrustedPath.check(directory.resolve(FILE), null);
			return new Reader(directory).read(ProgramVersion.current(daemonOptions));
		}
		catch (NoSuchFileException ex) {
			throw new UnusablePreparationException(ex.getFile() + " is missing");
		}
		catch (AccessDeniedException ex) {
			throw new UnusablePreparationException(ex.getFile() + " belongs to another user");
		}
	}

	/**
	 * Check a cache directory: in every option, the JVM must interpret its name as part
	 * of a path.
	 * @param cache the directory's real path
	 * @throws UnusablePreparationException if it does not
	 */
	public static void checkName(Path cache) throws UnusablePreparationException {
		if (!JavaCommand.canName(BytePath.of(cache))) {
			throw new UnusablePreparationException("the JVM misinterprets a character in the name of " + cache
					+ " (one of : = , % \" *, or a line break)");
		}
	}

	/**
	 * Return whether a process runs from a directory, since its JVM has mapped the
	 * archive.
	 * @param directory the directory that was {@linkplain #write written}
	 * @return whether a process does, or may: this user cannot inspect all processes
	 * @throws IOException if the directory or the processes cannot be read
	 */
	public static boolean isInUse(Path directory) throws IOException {
		return MappedFiles.areIn(directory);
	}

	/**
	 * Return whether a file contains the user's options, which may be secret.
	 * @param file the file, in the directory that was {@linkplain #write written}
	 * @return whether it does
	 */
	public static boolean isPrivate(Path file) {
		return file.endsWith(FILE);
	}

	/**
	 * Write the file that describes what was prepared.
	 * @param directory the directory, with everything in it
	 * @param program the program that it is valid for
	 * @throws IOException if it cannot be written
	 */
	public void write(Path directory, ProgramVersion program) throws IOException {
		List<String> lines = new ArrayList<>(List.of(FORMAT, program.jar(), program.jarVersion(), program.jdk(),
				BytePath.of(this.jar), ByteStrings.encode(this.option), Integer.toString(program.options().size())));
		lines.addAll(program.options());
		try (Stream<Path> files = Files.walk(directory)) {
			for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
				lines.add(ProgramVersion.version(file) + " " + BytePath.of(file));
			}
		}
		lines.add(END);
		Files.write(directory.resolve(FILE), lines, StandardCharsets.ISO_8859_1);
	}

	/**
	 * Reads the file.
	 */
	private static final class Reader {

		private final Path directory;

		private final List<String> lines;

		private int next;

		Reader(Path directory) throws IOException {
			this.directory = directory;
			this.lines = Files.readAllLines(directory.resolve(FILE), StandardCharsets.ISO_8859_1);
		}

		Preparation read(ProgramVersion program) throws IOException {
			try {
				if (!next().equals(FORMAT) || !this.lines.get(this.lines.size() - 1).equals(END)) {
					throw damaged();
				}
				String jar = next();
				String jarVersion = next();
				String jdk = next();
				Preparation preparation = new Preparation(BytePath.toPath(next()), ByteStrings.decode(next()));
				int options = Integer.parseInt(next());
				List<String> prepared = List.copyOf(this.lines.subList(this.next, this.next + options));
				this.next += options;
				String difference = program.differenceTo(new ProgramVersion(jar, jarVersion, jdk, prepared));
				if (difference != null) {
					throw new UnusablePreparationException(difference);
				}
				checkFiles();
				return preparation;
			}
			catch (IndexOutOfBoundsException | IllegalArgumentException ex) {
				throw damaged();
			}
		}

		/**
		 * Check the files, since a JVM does not: at most it checks the time of a jar in
		 * its archive, and only the header of an archive.
		 */
		private void checkFiles() throws IOException {
			int uid = ProcSelf.effectiveUserId();
			Set<Path> directories = new HashSet<>();
			for (String line : this.lines.subList(this.next, this.lines.size() - 1)) {
				String[] parts = line.split(" ", 3);
				Path file = BytePath.toPath(parts[2]);
				Map<String, Object> attributes = Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
				if (!ProgramVersion.version(attributes).equals(parts[0] + " " + parts[1])) {
					throw new UnusablePreparationException(file + " has changed since");
				}
				TrustedPath.check(file, attributes, uid);
				checkDirectories(file, directories, uid);
			}
		}

		private void checkDirectories(Path file, Set<Path> checked, int uid) throws IOException {
			for (Path path = file.getParent(); path != null && !path.equals(this.directory)
					&& checked.add(path); path = path.getParent()) {
				TrustedPath.check(path, Files.readAttributes(path, TrustedPath.ATTRIBUTES, LinkOption.NOFOLLOW_LINKS),
						uid);
			}
		}

		private String next() {
			return this.lines.get(this.next++);
		}

		private UnusablePreparationException damaged() {
			return new UnusablePreparationException(this.directory.resolve(FILE) + " is damaged");
		}

	}

}

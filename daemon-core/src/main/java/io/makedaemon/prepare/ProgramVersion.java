package io.makedaemon.prepare;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import org.jspecify.annotations.Nullable;

import io.makedaemon.jvm.JavaCommand;
import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.ByteStrings;

/**
 * A program, as far as what is prepared for it depends on it: its jar, its JDK, and the
 * options of its JVM. All strings are byte strings.
 *
 * @param jar the absolute path of its executable jar
 * @param jarVersion size, time and checksum of the jar
 * @param jdk directory and version of the JDK
 * @param options the options of the daemon's JVM, those from the environment first
 */
public record ProgramVersion(String jar, String jarVersion, String jdk, List<String> options) {

	/** As long as the list of what is in a large jar. */
	private static final int END = 1 << 20;

	/** What a version is made of. */
	static final String ATTRIBUTES = "size,lastModifiedTime";

	private static final Pattern LINE_BREAK = Pattern.compile("[\n\r]");

	/** What the options for archives begin with. */
	static final List<String> ARCHIVES = List.of("-XX:SharedArchiveFile", "-XX:AOT", "-Xshare",
			"-XX:ArchiveClassesAtExit", "-XX:+AutoCreateSharedArchive", "-XX:DumpLoadedClassList");

	/**
	 * Return the program of this process.
	 * @param daemonOptions options that the daemon's JVM gets besides its own
	 * @return the program
	 * @throws UnusablePreparationException if nothing can be prepared for it
	 * @throws IOException if it cannot be told
	 */
	public static ProgramVersion current(List<String> daemonOptions) throws IOException {
		JavaCommand command = JavaCommand.current();
		String jar = command.jar();
		if (jar == null) {
			throw new UnusablePreparationException("the program was not started by java -jar");
		}
		if (command.hasRelativePaths() || jar.indexOf(':') >= 0) {
			throw new UnusablePreparationException(
					"the JVM misinterprets a character in the name of its directory " + "(one of : = , % \" *)");
		}
		if (command.hasOptionFile()) {
			throw new UnusablePreparationException(
					"its JVM gets options from a file that is not read here and may name an agent (-XX:VMOptionsFile,"
							+ " -XX:Flags, or an @file in a variable): put them on the command line");
		}
		List<String> options = new ArrayList<>(command.allOptions());
		daemonOptions.stream().map(ByteStrings::encode).forEach(options::add);
		if (options.stream().anyMatch((option) -> ARCHIVES.stream().anyMatch(option::startsWith))) {
			throw new UnusablePreparationException("its JVM already has an option for an archive");
		}
		if (Stream.concat(options.stream(), Stream.of(jar)).anyMatch(LINE_BREAK.asPredicate())) {
			throw new UnusablePreparationException("there is a line break in its path, or in an option of its JVM");
		}
		return new ProgramVersion(jar, jarVersion(BytePath.toPath(jar)), runningJdk(), List.copyOf(options));
	}

	/**
	 * Return the executable jar.
	 * @return the absolute path
	 */
	public Path jarFile() {
		return BytePath.toPath(this.jar);
	}

	private static String runningJdk() {
		return ByteStrings.encode(System.getProperty("java.home") + " " + System.getProperty("java.vm.name") + " "
				+ System.getProperty("java.vm.version"));
	}

	/**
	 * A reproducible build gives every jar the same time. At its end a jar has the
	 * checksums of all that is in it.
	 */
	private static String jarVersion(Path jar) throws IOException {
		String version = version(jar);
		CRC32 end = new CRC32();
		try (SeekableByteChannel file = Files.newByteChannel(jar)) {
			long length = Math.min(file.size(), END);
			ByteBuffer bytes = ByteBuffer.allocate((int) length);
			file.position(file.size() - length);
			while (bytes.hasRemaining() && file.read(bytes) >= 0) {
				// Reads on
			}
			end.update(bytes.flip());
		}
		return version + " " + Long.toHexString(end.getValue());
	}

	/**
	 * What tells one version of a file from another, as far as that can be told without
	 * reading it.
	 */
	static String version(Path file) throws IOException {
		return version(Files.readAttributes(file, "unix:" + ATTRIBUTES));
	}

	/**
	 * The same, of the {@link #ATTRIBUTES} of a file.
	 */
	static String version(Map<String, Object> attributes) {
		FileTime time = (FileTime) Objects.requireNonNull(attributes.get("lastModifiedTime"));
		return attributes.get("size") + " " + time.to(TimeUnit.NANOSECONDS);
	}

	/**
	 * Return why a preparation for another program cannot be used for this one.
	 * @param prepared the one that it was prepared for
	 * @return the difference, as a clause, or null if there is none
	 */
	@Nullable String differenceTo(ProgramVersion prepared) {
		if (!this.jar.equals(prepared.jar)) {
			return "it was made for " + ByteStrings.decode(prepared.jar);
		}
		if (!this.jarVersion.equals(prepared.jarVersion)) {
			return "the jar has changed since";
		}
		if (!this.jdk.equals(prepared.jdk)) {
			return "it was made with another JDK, " + ByteStrings.decode(prepared.jdk);
		}
		// Which ones may be a secret
		return this.options.equals(prepared.options) ? null : "it was made with other options of the JVM";
	}

}

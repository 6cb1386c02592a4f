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
 * The version of a program that a preparation depends on: its jar, its JDK, and the
 * options of its JVM. All strings are byte strings.
 *
 * @param jar the absolute path of its executable jar
 * @param jarVersion size, time and checksum of the jar
 * @param jdk directory and version of the JDK
 * @param options the options of the daemon's JVM, those in the environment first
 */
public record ProgramVersion(String jar, String jarVersion, String jdk, List<String> options) {

	/** The length of the list of contents of a large jar. */
	private static final int END = 1 << 20;

	/** The attributes that a version consists of. */
	static final String ATTRIBUTES = "size,lastModifiedTime";

	private static final Pattern LINE_BREAK = Pattern.compile("[\n\r]");

	/** The prefixes of the options for archives. */
	static final List<String> ARCHIVES = List.of("-XX:SharedArchiveFile", "-XX:AOT", "-Xshare",
			"-XX:ArchiveClassesAtExit", "-XX:+AutoCreateSharedArchive", "-XX:DumpLoadedClassList");

	/**
	 * Return the program of this process.
	 * @param daemonOptions options that the daemon's JVM gets in addition
	 * @return the program
	 * @throws UnusablePreparationException if nothing can be prepared for it
	 * @throws IOException if it cannot be determined
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
	 * Return the version of a jar, including a checksum of its end: a reproducible build
	 * gives every jar the same time, and the end contains the checksums of everything in
	 * the jar.
	 */
	private static String jarVersion(Path jar) throws IOException {
		String version = version(jar);
		CRC32 end = new CRC32();
		try (SeekableByteChannel file = Files.newByteChannel(jar)) {
			long length = Math.min(file.size(), END);
			ByteBuffer bytes = ByteBuffer.allocate((int) length);
			file.position(file.size() - length);
			while (bytes.hasRemaining() && file.read(bytes) >= 0) {
				// Read on
			}
			end.update(bytes.flip());
		}
		return version + " " + Long.toHexString(end.getValue());
	}

	/**
	 * Return what distinguishes one version of a file from another without reading the
	 * file.
	 */
	static String version(Path file) throws IOException {
		return version(Files.readAttributes(file, "unix:" + ATTRIBUTES));
	}

	/**
	 * Return the same from the {@link #ATTRIBUTES} of a file.
	 */
	static String version(Map<String, Object> attributes) {
		FileTime time = (FileTime) Objects.requireNonNull(attributes.get("lastModifiedTime"));
		return attributes.get("size") + " " + time.to(TimeUnit.NANOSECONDS);
	}

	/**
	 * Return why a preparation for another program cannot be used for this one.
	 * @param prepared the program that it was made for
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
		// The options themselves may be secret
		return this.options.equals(prepared.options) ? null : "it was made with other options of the JVM";
	}

}

package io.makedaemon.spring.boot.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * A short form of the configuration files that an application has read, by which the
 * daemon compares its own with the command's. Environment and arguments are the same
 * anyway. Of what other code has added, only the keys are compared, since values may
 * depend on the process.
 */
public final class ConfigurationDigest {

	/** How Boot names the property sources that it has read from files. */
	private static final List<String> FILES = List.of("Config resource ", "Config tree ");

	/** Sources that both processes have, with differences that are known. */
	private static final Set<String> OF_PROCESS = Set.of(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME,
			StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
			StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, ApplicationPidFile.PROPERTY_SOURCE);

	/** Precedes the hash of a source that Boot has not read from a file. */
	private static final String ADDED = "+";

	private static final long FNV_OFFSET = 0xcbf29ce484222325L;

	private static final long FNV_PRIME = 0x100000001b3L;

	/** One line a file: a hash of the content, a space, and the name. */
	private final List<String> lines;

	private ConfigurationDigest(List<String> lines) {
		this.lines = lines;
	}

	/**
	 * Create the digest of an environment.
	 * @param environment the environment
	 * @return the digest
	 */
	public static ConfigurationDigest of(ConfigurableEnvironment environment) {
		List<String> lines = new ArrayList<>();
		environment.getPropertySources()
			.stream()
			.filter((source) -> !OF_PROCESS.contains(source.getName()))
			.forEach((source) -> {
				if (source instanceof EnumerablePropertySource<?> enumerable) {
					boolean file = isFile(source.getName());
					lines.add((file ? "" : ADDED) + Long.toHexString(hash(enumerable, file)) + " "
							+ source.getName().replace('\n', ' '));
				}
			});
		return new ConfigurationDigest(lines);
	}

	/**
	 * Return whether Boot has read a source from a file.
	 * @param source the name of the source
	 * @return whether it has
	 */
	public static boolean isFile(String source) {
		return FILES.stream().anyMatch(source::startsWith);
	}

	private static long hash(EnumerablePropertySource<?> source, boolean withValues) {
		long hash = FNV_OFFSET;
		String[] names = source.getPropertyNames().clone();
		Arrays.sort(names);
		for (String name : names) {
			hash = hash(hash, name);
			hash = withValues ? hash(hash, String.valueOf(source.getProperty(name))) : hash;
		}
		return hash;
	}

	private static long hash(long start, String text) {
		long hash = start;
		for (int i = 0; i < text.length(); i++) {
			hash = (hash ^ text.charAt(i)) * FNV_PRIME;
		}
		// A separator that no text contains
		return (hash ^ Character.MAX_VALUE + 1) * FNV_PRIME;
	}

	/**
	 * Find a source that only one of two processes has read, or that is in a different
	 * place.
	 * @param other the other process's digest, as returned by {@link #toString()}
	 * @param elsewhere whether the other process works in another directory, in which
	 * other code may read other files
	 * @return the name of the source; null if both are the same. Relative paths may
	 * differ
	 */
	public @Nullable String difference(String other, boolean elsewhere) {
		List<String> here = lines(this.lines.stream(), elsewhere);
		List<String> there = lines(other.lines(), elsewhere);
		for (int i = 0; i < Math.max(here.size(), there.size()); i++) {
			String line = (i < here.size()) ? here.get(i) : "";
			String otherLine = (i < there.size()) ? there.get(i) : "";
			if (!part(line, true).equals(part(otherLine, true))) {
				return part((there.size() >= here.size()) ? otherLine : line, false);
			}
		}
		return null;
	}

	private static List<String> lines(Stream<String> lines, boolean withAdded) {
		return lines.filter((line) -> withAdded || !line.startsWith(ADDED)).toList();
	}

	private static String part(String line, boolean hash) {
		int space = line.indexOf(' ');
		return (space < 0) ? "" : hash ? line.substring(0, space) : line.substring(space + 1);
	}

	@Override
	public String toString() {
		return String.join("\n", this.lines);
	}

}

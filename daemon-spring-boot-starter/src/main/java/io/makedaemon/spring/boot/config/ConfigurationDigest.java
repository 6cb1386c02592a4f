package io.makedaemon.spring.boot.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * A short form of the configuration files that an application has read, by which the
 * daemon compares its own with the command's. Environment and arguments are the same
 * anyway.
 */
public final class ConfigurationDigest {

	/** How Boot names the property sources that it has read from files. */
	private static final List<String> NAMES = List.of("Config resource ", "Config tree ");

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
			.filter((source) -> NAMES.stream().anyMatch(source.getName()::startsWith))
			.forEach((source) -> {
				if (source instanceof EnumerablePropertySource<?> enumerable) {
					lines.add(Long.toHexString(hash(enumerable)) + " " + source.getName().replace('\n', ' '));
				}
			});
		return new ConfigurationDigest(lines);
	}

	private static long hash(EnumerablePropertySource<?> source) {
		long hash = FNV_OFFSET;
		String[] names = source.getPropertyNames().clone();
		Arrays.sort(names);
		for (String name : names) {
			hash = hash(hash, name);
			hash = hash(hash, String.valueOf(source.getProperty(name)));
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
	 * @return the name of the source; null if both are the same. Relative paths may
	 * differ
	 */
	public @Nullable String difference(String other) {
		List<String> others = other.isEmpty() ? List.of() : List.of(other.split("\n", -1));
		for (int i = 0; i < Math.max(this.lines.size(), others.size()); i++) {
			String here = (i < this.lines.size()) ? this.lines.get(i) : "";
			String there = (i < others.size()) ? others.get(i) : "";
			if (!part(here, true).equals(part(there, true))) {
				return part((others.size() >= this.lines.size()) ? there : here, false);
			}
		}
		return null;
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

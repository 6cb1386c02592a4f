package io.makedaemon.spring.boot.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * What an application has read of its configuration files, in a short form: the daemon
 * compares its own with that of the command. Environment and arguments are the same
 * anyway.
 */
public final class ConfigurationDigest {

	/** How Boot names what it has read of files. */
	private static final List<String> NAMES = List.of("Config resource ", "Config tree ");

	private static final long FNV_OFFSET = 0xcbf29ce484222325L;

	private static final long FNV_PRIME = 0x100000001b3L;

	/** Each with a hash of the content, a space, and its name. */
	private final List<String> lines;

	private ConfigurationDigest(List<String> lines) {
		this.lines = lines;
	}

	/**
	 * Make the digest of an environment.
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
		// What ends a text is not in it
		return (hash ^ Character.MAX_VALUE + 1) * FNV_PRIME;
	}

	/**
	 * Find what another process has read that this one has not, or not in the same place.
	 * @param other the other's digest, as {@link #toString()} gives it
	 * @return its name there, or the name here of what the other has not read; null if
	 * both are the same. Paths may differ, relative as they are
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

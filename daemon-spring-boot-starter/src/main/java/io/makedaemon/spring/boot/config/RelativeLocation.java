package io.makedaemon.spring.boot.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Recognizes a relative path in the value of a property.
 */
final class RelativeLocation {

	/** Any scheme except the class path's. */
	private static final String SCHEMES = "(?!(?:optional:)?classpath)(?:[a-z][\\w+.-]*:)*";

	/** As in {@code jdbc:h2:./data}. */
	private static final String DOTTED = "(?<dotted>\\.\\.?/[^:?!\\[]*)(?:[?!\\[].*)?";

	private static final String FILE = "(?:file|filesystem):(?<file>[^/~$?!\\[][^?!\\[]*).*";

	/** A URL of a database that keeps its own files, without another scheme. */
	private static final String DATABASE = "jdbc:(?:\\w+:)?(?:derby|duckdb|h2|hsqldb|sqlite):"
			+ "(?:(?:async|directory|file|nio|nioMapped|retry|split|zip|\\d+):)*(?!\\w+:)(?<database>[^/~$:?!][^?!]*).*";

	private static final Pattern LOCATION = Pattern.compile(SCHEMES + "(?:" + DOTTED + "|" + FILE + ")|" + DATABASE,
			Pattern.CASE_INSENSITIVE);

	/** The imports that Boot itself reads. */
	private static final Pattern KNOWN_IMPORT = Pattern
		.compile("(?:optional:)?(?:(?:configtree|file|resource):.*|[^:]*)");

	/**
	 * An absolute path, something with a scheme, a certificate, or a word that means
	 * none.
	 */
	private static final Pattern NO_PLAIN_PATH = Pattern.compile("(?s)[/~$].*|[a-zA-Z][\\w+.*-]*:.*|-----.*|NONE|");

	private RelativeLocation() {
	}

	/**
	 * Find a relative path in a value.
	 * @param value the value, in which unknown placeholders are left as they are
	 * @param property how the property interprets it
	 * @return the first path; null if there is none
	 */
	static @Nullable String find(String value, PathProperty property) {
		for (String element : value.split("[,;]", -1)) {
			String path = path(element.strip(), property);
			if (path != null) {
				return path;
			}
		}
		return null;
	}

	private static @Nullable String path(String text, PathProperty property) {
		if (property == PathProperty.FILE && !NO_PLAIN_PATH.matcher(text).matches()) {
			return text;
		}
		if (property == PathProperty.IMPORT && KNOWN_IMPORT.matcher(text).matches()) {
			return null;
		}
		Matcher matcher = LOCATION.matcher(text);
		if (!matcher.matches()) {
			return null;
		}
		String dotted = matcher.group("dotted");
		String file = matcher.group("file");
		return (dotted != null) ? dotted : (file != null) ? file : matcher.group("database");
	}

}

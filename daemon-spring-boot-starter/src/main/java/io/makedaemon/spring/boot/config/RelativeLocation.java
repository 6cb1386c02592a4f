package io.makedaemon.spring.boot.config;

import java.io.File;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.makedaemon.Daemon;

/**
 * Recognizes a relative path in the value of a property.
 */
final class RelativeLocation {

	/** Any scheme except the class path's. */
	private static final String SCHEMES = "(?!(?:optional:)?classpath)(?:[a-z][\\w+.-]*:)*";

	/** As in {@code jdbc:h2:./data}. */
	private static final String DOTTED = "(?<dotted>\\.\\.?/[^:?!\\[]*)(?:[?!\\[].*)?";

	private static final String FILE = "(?:file|filesystem):(?<file>[^/~$?!\\[][^?!\\[]*).*";

	/**
	 * A URL of a database that keeps its own files, without another scheme. Drivers that
	 * wrap another one prefix its name with theirs.
	 */
	private static final String DATABASE = "jdbc:(?:[\\w-]+:)*(?:derby|duckdb|h2|hsqldb|sqlite):"
			+ "(?:(?:async|directory|file|nio|nioMapped|retry|split|zip|\\d+):)*(?!\\w+:)(?<database>[^/~$:?!][^?!]*).*";

	/**
	 * As in {@code r2dbc:h2:file:///./data}: the file is the path without its first
	 * slash, wherever the database is said to be.
	 */
	private static final String REACTIVE_DATABASE = "r2dbcs?:(?:\\w+:)*h2:file://[^/?]*/(?<reactive>[^/~$?][^?]*).*";

	private static final Pattern LOCATION = Pattern.compile(
			SCHEMES + "(?:" + DOTTED + "|" + FILE + ")|" + DATABASE + "|" + REACTIVE_DATABASE,
			Pattern.CASE_INSENSITIVE);

	private static final List<String> GROUPS = List.of("dotted", "file", "database", "reactive");

	/**
	 * Inside a URL of any database, as in {@code ?sslrootcert=./root.crt} and
	 * {@code INIT=RUNSCRIPT FROM './init.sql'}.
	 */
	private static final Pattern IN_DATABASE_URL = Pattern
		.compile("(?:[=&']|//)(?:file:(?![/~$])|(?=\\.\\.?/))([^'&;,?]+)", Pattern.CASE_INSENSITIVE);

	private static final Pattern DATABASE_URL = Pattern.compile("(?is)(?:jdbc|r2dbcs?):.*");

	/** The imports that Boot itself reads. */
	private static final Pattern KNOWN_IMPORT = Pattern
		.compile("(?:optional:)?(?:(?:configtree|file|resource):.*|[^:]*)");

	/**
	 * An absolute path, something with a scheme, a certificate, a place beside an agent,
	 * or a word that means none.
	 */
	private static final Pattern NO_PLAIN_PATH = Pattern
		.compile("(?s)[/~$].*|_AGENT_HOME_.*|[a-zA-Z][\\w+.*-]*:.*|-----.*|NONE|");

	/** The name of a directory, and not one of the words that are no names. */
	private static final Pattern DIRECTORY = Pattern.compile(
			"(?!(?:asc|desc|false|no|none|null|off|on|true|yes|\\d+)$)[\\w.-][\\w ./-]*", Pattern.CASE_INSENSITIVE);

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
		if (!DATABASE_URL.matcher(value).matches()) {
			return null;
		}
		Matcher matcher = IN_DATABASE_URL.matcher(value);
		return matcher.find() ? matcher.group(1) : null;
	}

	/**
	 * Return whether a text has a dot or a slash in it, as paths have, and is the name of
	 * a file in the launch directory.
	 */
	static boolean isExisting(String text) {
		boolean hasLetter = false;
		boolean hasSign = false;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			boolean isLetter = Character.isLetterOrDigit(c);
			if (!isLetter && "._-/".indexOf(c) < 0) {
				return false;
			}
			hasLetter |= isLetter;
			hasSign |= c == '.' || c == '/';
		}
		return hasLetter && hasSign && text.charAt(0) != '/'
				&& new File(Daemon.launchDirectory().toFile(), text).exists();
	}

	private static @Nullable String path(String text, PathProperty property) {
		if (property == PathProperty.FILE && !NO_PLAIN_PATH.matcher(text).matches()) {
			return text;
		}
		if (property == PathProperty.DIRECTORY && DIRECTORY.matcher(text).matches()) {
			return text;
		}
		if (property == PathProperty.ANY && isExisting(text)) {
			return text;
		}
		if (property == PathProperty.IMPORT && KNOWN_IMPORT.matcher(text).matches()) {
			return null;
		}
		Matcher matcher = LOCATION.matcher(text);
		if (!matcher.matches()) {
			return null;
		}
		for (String group : GROUPS) {
			String found = matcher.group(group);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

}

package io.makedaemon.spring.boot.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How a property interprets a text without a scheme.
 */
enum PathProperty {

	/** The path of a file. */
	FILE,

	/** A location of configuration data. */
	IMPORT,

	/**
	 * A path that is resolved against the launch directory, wherever the process works.
	 */
	OF_LAUNCH_DIRECTORY,

	/** A property that is named like a directory. */
	DIRECTORY,

	/**
	 * Any property of the application's or of a library, which may take a text for a
	 * path.
	 */
	ANY,

	/** A property that takes no plain text for a path. */
	OTHER;

	private static final Set<String> FILES = letters("dd.trace.config", "derby.system.home", "elastic.apm.config_file",
			"javax.net.ssl.keyStore", "javax.net.ssl.trustStore", "logback.configurationFile",
			"log4j2.configurationFile", "logging.log4j2.config.override",
			"logging.log4j2.rollingpolicy.file-name-pattern", "logging.logback.rollingpolicy.file-name-pattern",
			"logging.pattern.rolling-file-name", "management.endpoint.logfile.external-file",
			"management.health.diskspace.path", "management.metrics.system.diskspace.paths", "newrelic.config.file",
			"otel.javaagent.configuration-file", "otel.javaagent.extensions", "server.jetty.accesslog.filename",
			"server.servlet.session.store-dir", "server.tomcat.basedir", "skywalking_config",
			"spring.artemis.embedded.data-directory", "spring.docker.compose.file", "spring.kafka.streams.state-dir",
			"spring.liquibase.rollback-file", "spring.neo4j.security.cert-file");

	private static final Set<String> PATHS_OF_LAUNCH_DIRECTORY = letters("logging.config", "logging.file.name",
			"logging.file.path", "spring.config.additional-location", "spring.config.location", "spring.pid.file",
			"spring.pidfile", "CLASSPATH", "LD_LIBRARY_PATH", "PATH");

	/**
	 * Prefixes of what the JVM derives from its command line, and of the daemon's own
	 * options.
	 */
	private static final List<String> OF_COMMAND_LINE = List.of("com.sun.management.", "daemon.", "java.", "jdk.",
			"sun.");

	private static final String CONFIG_IMPORT = letters("spring.config.import");

	/** As in server.ssl.key-store and management.server.ssl.trust-certificate. */
	private static final String SERVER_SSL = letters("server.ssl.");

	private static final Set<String> SERVER_SSL_FILES = letters("key-store", "trust-store", "certificate",
			"certificate-private-key", "trust-certificate", "trust-certificate-private-key");

	/** As in spring.ssl.bundle.pem.any.keystore.private-key. */
	private static final String SSL_BUNDLE = letters("spring.ssl.bundle.");

	private static final Set<String> SSL_BUNDLE_FILES = letters("store.location", "store.certificate",
			"store.private-key");

	/** Prefixes of properties that are handled above, or are levels of loggers. */
	private static final List<String> KNOWN = List.of("daemon", "logging");

	/** A directory within that of Tomcat. */
	private static final String ACCESS_LOG = letters("server.tomcat.accesslog.directory");

	private static final List<String> DIRECTORIES = List.of("dir", "dirs", "directory", "directories", "folder",
			"folders");

	/**
	 * Return how a property is interpreted.
	 * @param name its name in any form, as in server.ssl.key-store, serverSslKeyStore and
	 * SERVER_SSL_KEYSTORE
	 */
	static PathProperty of(String name) {
		String letters = letters(name);
		if (FILES.contains(letters) || isOfServerSsl(letters) || isOfSslBundle(letters)) {
			return FILE;
		}
		if (PATHS_OF_LAUNCH_DIRECTORY.contains(letters) || isOfCommandLine(name)) {
			return OF_LAUNCH_DIRECTORY;
		}
		if (letters.equals(CONFIG_IMPORT)) {
			return IMPORT;
		}
		if (isKnown(letters)) {
			return OTHER;
		}
		return isDirectory(letters) ? DIRECTORY : ANY;
	}

	private static boolean isKnown(String letters) {
		for (String prefix : KNOWN) {
			if (letters.startsWith(prefix)) {
				return true;
			}
		}
		return letters.equals(ACCESS_LOG);
	}

	private static boolean isDirectory(String letters) {
		for (String word : DIRECTORIES) {
			if (letters.endsWith(word)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isOfServerSsl(String letters) {
		int start = letters.indexOf(SERVER_SSL);
		return start >= 0 && SERVER_SSL_FILES.contains(letters.substring(start + SERVER_SSL.length()));
	}

	private static boolean isOfSslBundle(String letters) {
		if (letters.startsWith(SSL_BUNDLE)) {
			for (String file : SSL_BUNDLE_FILES) {
				if (letters.endsWith(file)) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean isOfCommandLine(String name) {
		for (String prefix : OF_COMMAND_LINE) {
			if (name.startsWith(prefix)) {
				return true;
			}
		}
		return false;
	}

	private static Set<String> letters(String... names) {
		Set<String> result = new HashSet<>();
		for (String name : List.of(names)) {
			result.add(letters(name));
		}
		return result;
	}

	/**
	 * Return what all forms of a name have in common; an element of a list counts as the
	 * list.
	 */
	private static String letters(String name) {
		char[] letters = new char[name.length()];
		int length = 0;
		for (int i = 0; i < letters.length; i++) {
			char c = name.charAt(i);
			if (c >= 'a' && c <= 'z') {
				letters[length++] = c;
			}
			else if (c >= 'A' && c <= 'Z') {
				letters[length++] = (char) (c - 'A' + 'a');
			}
		}
		return new String(letters, 0, length);
	}

}

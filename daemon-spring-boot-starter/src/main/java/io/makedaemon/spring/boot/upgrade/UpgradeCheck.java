package io.makedaemon.spring.boot.upgrade;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

import io.makedaemon.DaemonException;

/**
 * Looks, before an upgrade begins, for what two generations of an application cannot
 * share, as far as the configuration shows it.
 */
public final class UpgradeCheck {

	private static final List<String> DATABASES = List.of("spring.datasource.url", "spring.r2dbc.url",
			"spring.flyway.url", "spring.liquibase.url");

	/** A database in a file that one process opens, and not a server or memory. */
	private static final Pattern EMBEDDED = Pattern.compile(
			"(?i)(jdbc:h2:(?!mem:|tcp:|ssl:)(?!.*;AUTO_SERVER=TRUE).*|r2dbc:(pool:)?h2:file:(?!.*AUTO_SERVER=TRUE).*"
					+ "|jdbc:hsqldb:file:.*|jdbc:derby:(?!//|memory:).*)");

	private static final String SESSIONS = "server.servlet.session.persistent";

	private static final Map<String, String> MIGRATIONS = Map.of("Flyway", "org.flywaydb.core.Flyway", "Liquibase",
			"liquibase.integration.spring.SpringLiquibase");

	private UpgradeCheck() {
	}

	/**
	 * Refuse what is known to fail, or to lose something.
	 * @param environment the environment of the new generation
	 * @throws DaemonException if there is such a property
	 */
	public static void refuse(Environment environment) {
		for (String property : DATABASES) {
			String url = environment.getProperty(property, "");
			if (EMBEDDED.matcher(url).matches()) {
				throw new DaemonException("cannot upgrade: only one process can open the database " + url + " of "
						+ property + ": use --daemon.command=restart, or a database server");
			}
		}
		if (environment.getProperty(SESSIONS, Boolean.class, false)) {
			throw new DaemonException("cannot upgrade: the sessions that " + SESSIONS
					+ " stores when a generation ends are read by the next one when it starts, which is earlier: use"
					+ " --daemon.command=restart, or Spring Session");
		}
	}

	/**
	 * Return what the user should know.
	 * @return a sentence; null if there is nothing
	 */
	public static @Nullable String warning() {
		String names = MIGRATIONS.entrySet()
			.stream()
			.filter((library) -> ClassUtils.isPresent(library.getValue(), UpgradeCheck.class.getClassLoader()))
			.map(Map.Entry::getKey)
			.sorted()
			.collect(Collectors.joining(" and "));
		return names.isEmpty() ? null
				: "Migrations of " + names + " run while the former generation serves, and stay if the upgrade fails.";
	}

}

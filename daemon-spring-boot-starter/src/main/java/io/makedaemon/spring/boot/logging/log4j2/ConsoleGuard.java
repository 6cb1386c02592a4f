package io.makedaemon.spring.boot.logging.log4j2;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.appender.ConsoleAppender.Target;
import org.apache.logging.log4j.core.appender.OutputStreamManager;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.filter.CompositeFilter;
import org.apache.logging.log4j.core.filter.DenyAllFilter;
import org.apache.logging.log4j.core.filter.Filterable;
import org.apache.logging.log4j.status.StatusConsoleListener;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Keeps Log4j2 from printing in a daemon whose output is captured: its output would come
 * back as a log event, be printed again, and so on endlessly.
 *
 * <p>
 * This works whoever configures Log4j2, and whenever: console appenders share their
 * target by name, and the guard occupies all of these names. Existing appenders are
 * denied every event, and so are later ones, which then need not format them.
 */
final class ConsoleGuard {

	private static final Filter DENIAL = DenyAllFilter.newBuilder().build();

	/**
	 * Suffixes of the names: whether the target follows {@link System#out}, and whether
	 * it writes to the descriptor.
	 */
	private static final List<String> KINDS = List.of(".false.false", ".true.false", ".false.true");

	private ConsoleGuard() {
	}

	/**
	 * Install the guard for the life of the process.
	 */
	static void install(Configuration configuration) {
		for (ConsoleAppender appender : consoles(configuration)) {
			silence(appender);
			OutputStreamManager manager = appender.getManager();
			// Its name becomes free when nobody needs it
			manager.skipFooter(true);
			manager.close();
		}
		configured(configuration);
	}

	/**
	 * Silence what has been configured.
	 */
	static void configured(Configuration configuration) {
		consoles(configuration).forEach(ConsoleGuard::silence);
		for (Target target : Target.values()) {
			KINDS.stream().map(target.name()::concat).forEach(ConsoleGuard::take);
		}
		List<StatusListener> listeners = new ArrayList<>();
		StatusLogger.getLogger().getListeners().forEach(listeners::add);
		for (StatusListener listener : listeners) {
			if (listener instanceof StatusConsoleListener console) {
				console.setLevel(Level.OFF);
			}
		}
	}

	private static List<ConsoleAppender> consoles(Configuration configuration) {
		return Stream.concat(configuration.getAppenders().values().stream(), Appenders.of(configuration).stream())
			.filter(ConsoleAppender.class::isInstance)
			.map(ConsoleAppender.class::cast)
			.distinct()
			.toList();
	}

	/**
	 * Take a name. Its previous owner may have released it only now, and ours with it.
	 */
	private static void take(String name) {
		if (!OutputStreamManager.hasManager(name)) {
			OutputStreamManager.getManager(name, name, (taken, data) -> new Nowhere(taken));
		}
	}

	/**
	 * Deny an appender all events.
	 */
	static void silence(Appender appender) {
		if (appender instanceof Filterable filterable && !isSilenced(appender)) {
			filterable.addFilter(DENIAL);
		}
	}

	/**
	 * Return whether an appender is denied all events.
	 */
	static boolean isSilenced(Appender appender) {
		Filter filter = (appender instanceof Filterable filterable) ? filterable.getFilter() : null;
		return filter == DENIAL
				|| (filter instanceof CompositeFilter all && Stream.of(all.getFiltersArray()).anyMatch(DENIAL::equals));
	}

	/**
	 * The target of console appenders, which discards everything.
	 */
	private static final class Nowhere extends OutputStreamManager {

		private Nowhere(String name) {
			super(OutputStream.nullOutputStream(), name, null, false);
		}

	}

}

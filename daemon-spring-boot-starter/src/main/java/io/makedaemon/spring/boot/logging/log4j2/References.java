package io.makedaemon.spring.boot.logging.log4j2;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.appender.AsyncAppender;
import org.apache.logging.log4j.core.appender.FailoverAppender;
import org.apache.logging.log4j.core.appender.rewrite.RewriteAppender;
import org.apache.logging.log4j.core.appender.routing.Route;
import org.apache.logging.log4j.core.appender.routing.RoutingAppender;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.jspecify.annotations.Nullable;

/**
 * Finds the names of the appenders that another appender forwards its events to. Some of
 * Log4j2's appenders do not reveal them.
 */
final class References {

	private References() {
	}

	/**
	 * Return the names; for a failover appender in order, the primary one first.
	 */
	static List<String> of(Appender appender) {
		if (appender instanceof AsyncAppender async) {
			return List.of(async.getAppenderRefStrings());
		}
		if (appender instanceof RoutingAppender routing) {
			return Stream.of(routing.getRoutes().getRoutes())
				.map(Route::getAppenderRef)
				.filter(Objects::nonNull)
				.toList();
		}
		List<String> names = new ArrayList<>();
		if (appender instanceof FailoverAppender && field(appender, "primaryRef") instanceof String primary) {
			names.add(primary);
			if (field(appender, "failovers") instanceof String[] others) {
				names.addAll(List.of(others));
			}
		}
		else if (appender instanceof RewriteAppender && field(appender, "appenderRefs") instanceof AppenderRef[] refs) {
			Stream.of(refs).map(AppenderRef::getRef).forEach(names::add);
		}
		return names;
	}

	private static @Nullable Object field(Appender appender, String name) {
		try {
			Field field = appender.getClass().getDeclaredField(name);
			field.setAccessible(true);
			return field.get(appender);
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			// Another version of Log4j2: the names are not known
			return null;
		}
	}

}

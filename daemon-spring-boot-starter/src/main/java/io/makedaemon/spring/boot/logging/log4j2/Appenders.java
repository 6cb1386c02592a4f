package io.makedaemon.spring.boot.logging.log4j2;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.appender.AbstractOutputStreamAppender;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.appender.FailoverAppender;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.appender.FileManager;
import org.apache.logging.log4j.core.appender.MemoryMappedFileAppender;
import org.apache.logging.log4j.core.appender.MemoryMappedFileManager;
import org.apache.logging.log4j.core.appender.OutputStreamManager;
import org.apache.logging.log4j.core.appender.RandomAccessFileAppender;
import org.apache.logging.log4j.core.appender.RandomAccessFileManager;
import org.apache.logging.log4j.core.appender.RollingFileAppender;
import org.apache.logging.log4j.core.appender.RollingRandomAccessFileAppender;
import org.apache.logging.log4j.core.appender.routing.Route;
import org.apache.logging.log4j.core.appender.routing.RoutingAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Node;
import org.jspecify.annotations.Nullable;

/**
 * Finds Log4j2's appenders, and which of them write events somewhere in a daemon, which
 * has no console.
 */
final class Appenders {

	private static final Set<Class<?>> FILES = Set.of(FileAppender.class, RollingFileAppender.class,
			RandomAccessFileAppender.class, RollingRandomAccessFileAppender.class, MemoryMappedFileAppender.class);

	private Appenders() {
	}

	/**
	 * Find all appenders that receive events from a logger, directly or through other
	 * appenders.
	 */
	static Collection<Appender> of(Configuration configuration) {
		Set<Appender> found = new LinkedHashSet<>();
		collect(configuration.getRootLogger(), configuration, found);
		configuration.getLoggers().values().forEach((logger) -> collect(logger, configuration, found));
		return found;
	}

	private static void collect(LoggerConfig logger, Configuration configuration, Set<Appender> found) {
		logger.getAppenders().values().forEach((appender) -> collect(appender, configuration, found));
	}

	private static void collect(Appender appender, Configuration configuration, Set<Appender> found) {
		if (found.add(appender)) {
			nestedIn(appender, configuration).forEach((nested) -> collect(nested, configuration, found));
		}
	}

	/**
	 * Find the appenders that write to files.
	 */
	static Stream<AbstractOutputStreamAppender<?>> ofFiles(Configuration configuration) {
		return ofAnyFiles(configuration).filter((appender) -> !ConsoleGuard.isSilenced(appender));
	}

	/**
	 * Find the appenders that write to files, or would if they were not silenced.
	 */
	static Stream<AbstractOutputStreamAppender<?>> ofAnyFiles(Configuration configuration) {
		List<AbstractOutputStreamAppender<?>> found = new ArrayList<>();
		for (Appender appender : of(configuration)) {
			if (appender instanceof AbstractOutputStreamAppender<?> writer && writer.isStarted()
					&& name(writer) != null) {
				found.add(writer);
			}
		}
		return found.stream();
	}

	/**
	 * Return the first log file; null if there is none.
	 */
	static @Nullable Path firstFile(Configuration configuration) {
		return ofFiles(configuration).map(Appenders::file).findFirst().orElse(null);
	}

	/**
	 * Return the file that one of {@link #ofAnyFiles} writes to.
	 */
	static Path file(AbstractOutputStreamAppender<?> appender) {
		String name = name(appender);
		return Path.of((name != null) ? name : "");
	}

	private static @Nullable String name(AbstractOutputStreamAppender<?> appender) {
		OutputStreamManager manager = appender.getManager();
		if (manager instanceof FileManager file) {
			return file.getFileName();
		}
		if (manager instanceof RandomAccessFileManager file) {
			return file.getFileName();
		}
		return (manager instanceof MemoryMappedFileManager file) ? file.getFileName() : null;
	}

	/**
	 * Return the appenders that an appender forwards its events to, as far as they exist
	 * by now.
	 */
	private static List<Appender> nestedIn(Appender appender, Configuration configuration) {
		List<Appender> nested = new ArrayList<>();
		for (String name : References.of(appender)) {
			Appender other = configuration.getAppender(name);
			if (other != null) {
				nested.add(other);
			}
		}
		if (appender instanceof RoutingAppender routing) {
			routing.getAppenders().values().forEach((control) -> nested.add(control.getAppender()));
		}
		return nested;
	}

	/**
	 * Return whether an appender writes its events somewhere.
	 */
	static boolean writes(Appender appender, Configuration configuration) {
		if (appender instanceof ConsoleAppender || !appender.isStarted() || ConsoleGuard.isSilenced(appender)) {
			return false;
		}
		if (appender instanceof RoutingAppender routing
				&& madeBy(routing).anyMatch((type) -> type != ConsoleAppender.class)) {
			return true;
		}
		List<Appender> nested = nestedIn(appender, configuration);
		if (appender instanceof FailoverAppender) {
			// A console never fails, so the others receive nothing
			return nested.isEmpty() || writes(nested.get(0), configuration);
		}
		return nested.isEmpty() ? !(appender instanceof RoutingAppender)
				: nested.stream().anyMatch((other) -> writes(other, configuration));
	}

	/**
	 * Return the types of the appenders that an appender creates when events arrive.
	 */
	private static Stream<Class<?>> madeBy(RoutingAppender routing) {
		List<Class<?>> types = new ArrayList<>();
		for (Route route : routing.getRoutes().getRoutes()) {
			for (Node node : route.getNode().getChildren()) {
				if (node.getType().getElementName().equals(Appender.ELEMENT_TYPE)) {
					types.add(node.getType().getPluginClass());
				}
			}
		}
		return types.stream();
	}

	/**
	 * Return whether an appender is known never to print what it writes.
	 */
	static boolean isSilent(Appender appender, Configuration configuration) {
		if (FILES.contains(appender.getClass()) || appender instanceof ConsoleAppender) {
			return true;
		}
		List<Appender> nested = nestedIn(appender, configuration);
		if (appender instanceof RoutingAppender routing) {
			return madeBy(routing).allMatch((type) -> isFile(type) || type == ConsoleAppender.class)
					&& nested.stream().allMatch((other) -> isSilent(other, configuration));
		}
		return !nested.isEmpty() && nested.stream().allMatch((other) -> isSilent(other, configuration));
	}

	private static boolean isFile(Class<?> type) {
		return FILES.contains(type) || SharedPlugins.isShared(type);
	}

}

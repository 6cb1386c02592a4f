package io.makedaemon.spring.boot.logging.logback;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.sift.AppenderTracker;
import ch.qos.logback.core.sift.SiftingAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import org.jspecify.annotations.Nullable;

/**
 * Finds Logback's appenders, whether attached to a logger or to another appender that
 * forwards events to them.
 */
final class Appenders {

	private Appenders() {
	}

	/**
	 * Find all appenders of a type.
	 */
	static <A> List<A> of(LoggerContext context, Class<? super A> type) {
		List<Appender<?>> found = new ArrayList<>();
		for (Logger logger : context.getLoggerList()) {
			attachedTo(logger).forEach((appender) -> collect(appender, found));
		}
		List<A> result = new ArrayList<>();
		for (Appender<?> appender : found) {
			if (type.isInstance(appender)) {
				@SuppressWarnings("unchecked") // it is one
				A instance = (A) appender;
				result.add(instance);
			}
		}
		return result;
	}

	/**
	 * Return the attached appenders as a copy: the iterator is not safe while appenders
	 * are detached.
	 */
	static <E> List<Appender<E>> attachedTo(AppenderAttachable<E> attachable) {
		List<Appender<E>> appenders = new ArrayList<>();
		for (Iterator<Appender<E>> all = attachable.iteratorForAppenders(); all.hasNext();) {
			appenders.add(all.next());
		}
		return appenders;
	}

	private static void collect(Appender<?> appender, List<Appender<?>> found) {
		found.add(appender);
		nestedIn(appender).forEach((nested) -> collect(nested, found));
	}

	/**
	 * Return the appenders that an appender forwards its events to, as far as they exist
	 * by now.
	 */
	static List<Appender<?>> nestedIn(Appender<?> appender) {
		if (appender instanceof AppenderAttachable<?> attachable) {
			return List.copyOf(attachedTo(attachable));
		}
		if (appender instanceof SiftingAppenderBase<?> sifting) {
			return List.copyOf(nestedIn(sifting.getAppenderTracker()));
		}
		return List.of();
	}

	private static <E> List<Appender<E>> nestedIn(@Nullable AppenderTracker<E> tracker) {
		if (tracker == null) {
			return List.of();
		}
		// New ones are created under this lock
		synchronized (tracker) {
			return List.copyOf(tracker.allComponents());
		}
	}

	/**
	 * Return whether an appender only forwards events to those attached to it.
	 */
	static boolean isForwarding(Appender<?> appender) {
		return appender instanceof AppenderAttachable;
	}

}

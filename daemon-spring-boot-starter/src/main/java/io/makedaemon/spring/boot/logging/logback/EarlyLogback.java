package io.makedaemon.spring.boot.logging.logback;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.status.StatusListener;
import ch.qos.logback.core.util.StatusPrinter2;
import org.slf4j.LoggerFactory;

import org.springframework.util.ClassUtils;

/**
 * What Logback has to say of how it has configured itself, before the application was
 * run.
 */
public final class EarlyLogback {

	private static final boolean PRESENT = ClassUtils.isPresent("ch.qos.logback.classic.LoggerContext",
			EarlyLogback.class.getClassLoader());

	private EarlyLogback() {
	}

	/**
	 * Print it, as Logback would have done at once: the application stays in the
	 * foreground. A daemon, and its parent, have no use for it: Spring Boot configures
	 * Logback once more, and tells what is wrong.
	 */
	public static void print() {
		if (PRESENT) {
			Printer.print();
		}
	}

	/**
	 * Loaded only where Logback is there.
	 */
	private static final class Printer {

		static void print() {
			if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
				for (StatusListener listener : context.getStatusManager().getCopyOfStatusListenerList()) {
					if (listener instanceof EarlyConfigurator.Silence) {
						context.getStatusManager().remove(listener);
						new StatusPrinter2().printInCaseOfErrorsOrWarnings(context);
					}
				}
			}
		}

	}

}

package io.makedaemon.spring.boot.logging.logback;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.status.StatusListener;
import ch.qos.logback.core.util.StatusPrinter2;
import org.slf4j.LoggerFactory;

import org.springframework.util.ClassUtils;

/**
 * Prints what Logback reports about configuring itself before the application was run.
 */
public final class EarlyLogback {

	private static final boolean PRESENT = ClassUtils.isPresent("ch.qos.logback.classic.LoggerContext",
			EarlyLogback.class.getClassLoader());

	private EarlyLogback() {
	}

	/**
	 * Print Logback's report, which Logback would have done immediately, since the
	 * application stays in the foreground. A daemon and its parent do not need it: Spring
	 * Boot configures Logback again, and reports what is wrong.
	 */
	public static void print() {
		if (PRESENT) {
			Printer.print();
		}
	}

	/**
	 * Loaded only if Logback is present.
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

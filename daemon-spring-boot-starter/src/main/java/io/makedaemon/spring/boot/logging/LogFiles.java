package io.makedaemon.spring.boot.logging;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import org.springframework.util.ClassUtils;

import io.makedaemon.DaemonContext;
import io.makedaemon.spring.boot.logging.backend.LogBackend;
import io.makedaemon.spring.boot.logging.log4j2.Log4j2Backend;
import io.makedaemon.spring.boot.logging.logback.LogbackBackend;

/**
 * The log files of the logging system in use, if that is a supported one.
 */
public final class LogFiles {

	/** The name under which the daemon publishes its log file. */
	public static final String PUBLISHED_AS = "log";

	private static final String LOGBACK = "ch.qos.logback.classic.LoggerContext";

	private static final String LOG4J2 = "org.apache.logging.log4j.core.LoggerContext";

	private LogFiles() {
	}

	/**
	 * Return whether there is a supported logging system.
	 * @return whether Logback or Log4j2 is on the class path
	 */
	public static boolean isPossible() {
		return isPresent(LOGBACK) || isPresent(LOG4J2);
	}

	private static boolean isPresent(String type) {
		return ClassUtils.isPresent(type, LogFiles.class.getClassLoader());
	}

	/**
	 * Return the logging system in use, which is the one that SLF4J logs to, as in Spring
	 * Boot.
	 * @return the logging system; null if it is not a supported one
	 */
	static @Nullable LogBackend backend() {
		LogBackend backend = isPresent(LOGBACK) ? LogbackBackend.of(LoggerFactory.getILoggerFactory()) : null;
		return (backend == null && isPresent(LOG4J2)) ? Log4j2Backend.find() : backend;
	}

	/**
	 * Lose no line while another generation of the daemon writes to the same files.
	 * @param daemon the daemon
	 */
	public static void share(DaemonContext daemon) {
		LogBackend backend = backend();
		if (backend != null) {
			int generation = daemon.generation();
			daemon.onShared((shared) -> backend.share(shared, generation));
		}
	}

	/**
	 * Reopen the files by their names, since somebody may have renamed them, as
	 * logrotate(8) does.
	 */
	public static void reopen() {
		LogBackend backend = backend();
		if (backend != null) {
			backend.reopen();
		}
	}

}

package io.makedaemon.spring.boot.logging.backend;

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.makedaemon.spring.boot.diagnostics.StartRefusedException;

/**
 * The logging system in use, as far as it concerns a daemon.
 */
public interface LogBackend {

	/** The logger for messages about the log files. */
	String LOGGER = "io.makedaemon.spring.boot.logging.LogFiles";

	/**
	 * Refuse the start before a log file is opened that is not a regular file.
	 * @param file the file that will be opened; null if it is not known
	 * @return an action to run when the logging system is initialized
	 * @throws StartRefusedException if it is not a regular file
	 */
	Runnable refuseOthers(@Nullable Path file);

	/**
	 * Call a listener each time the logging system has been configured, as far as it
	 * reports that.
	 * @param listener the listener
	 */
	void whenConfigured(Runnable listener);

	/**
	 * Make sure that the events of every logger with a console are written somewhere.
	 * @param announced the file to log to if there is only a console
	 */
	void ensure(Path announced);

	/**
	 * Refuse the start if a log file cannot be opened. The logging system only prints
	 * that, which nobody would see without the log.
	 * @throws StartRefusedException if a log file cannot be opened, or is not a regular
	 * file
	 */
	void check();

	/**
	 * Return why logging has failed so far, for instance because the disk is full.
	 * @return what failed and why; null if nothing did
	 */
	@Nullable String failure();

	/**
	 * Reopen the files by their names, since somebody may have renamed them, as
	 * logrotate(8) does. No event is lost meanwhile. If a file cannot be opened, the old
	 * one stays in use, and the log says so.
	 */
	void reopen();

	/**
	 * Note whether another generation of the daemon may write to the same files. While it
	 * may, no file is rolled or emptied, and every write appends whole lines; what was
	 * due is done afterwards.
	 * @param shared whether another generation may be running
	 * @param generation the number of this generation
	 */
	void share(boolean shared, int generation);

	/**
	 * Return the log file.
	 * @return the file; the first if there are several; null if there is none
	 */
	@Nullable Path first();

	/**
	 * Log captured lines, and keep the logging system from printing, for the life of the
	 * process.
	 * @param patience how long captured lines wait for a configuration
	 * @param announced the file to log to if there is only a console
	 * @return the log for captured lines
	 */
	CaptureLog capture(Duration patience, Path announced);

}

package io.makedaemon.spring.boot.logging.backend;

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.makedaemon.spring.boot.diagnostics.StartRefusedException;

/**
 * The logging system in use, as far as a daemon has to do with it.
 */
public interface LogBackend {

	/** The logger that tells of the log files. */
	String LOGGER = "io.makedaemon.spring.boot.logging.LogFiles";

	/**
	 * Refuse the start before a log file is opened that is no regular file.
	 * @param file the file that is to be opened; null if it is not known
	 * @return what is to be run when the logging system is initialised
	 * @throws StartRefusedException if the file is none
	 */
	Runnable refuseOthers(@Nullable Path file);

	/**
	 * Call a listener each time when the logging system was configured, as far as it
	 * tells that.
	 * @param listener what is called
	 */
	void whenConfigured(Runnable listener);

	/**
	 * Let the events of every logger that has a console get somewhere.
	 * @param announced the file to log to where there is nothing but the console
	 */
	void ensure(Path announced);

	/**
	 * Refuse the start if a log file cannot be opened. The logging system only prints
	 * that, and a daemon without its log has nobody who could read that.
	 * @throws StartRefusedException if a log file cannot be opened, or is none
	 */
	void check();

	/**
	 * Say why what was logged so far could not be written, as on a full disk.
	 * @return what and why; null if it could
	 */
	@Nullable String failure();

	/**
	 * Reopen the files by their names, since somebody may have renamed them, as
	 * logrotate(8) does. Nothing that is logged meanwhile is lost. One that cannot be
	 * opened stays what it is, and the log says so.
	 */
	void reopen();

	/**
	 * Return the file that is logged to.
	 * @return the file; the first if there are several, null if there is none
	 */
	@Nullable Path first();

	/**
	 * Let captured lines be logged, and keep the logging system from printing, for the
	 * life of the process.
	 * @param patience how long captured lines wait for a configuration
	 * @param announced the file to log to where there is nothing but the console
	 * @return where captured lines are logged
	 */
	CaptureLog capture(Duration patience, Path announced);

}

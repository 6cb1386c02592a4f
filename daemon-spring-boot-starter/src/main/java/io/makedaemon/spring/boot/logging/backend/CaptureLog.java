package io.makedaemon.spring.boot.logging.backend;

import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Where captured lines are logged. Safe for use by several threads.
 */
public interface CaptureLog {

	/** The MDC key of the captured stream's name. */
	String STREAM = "stream";

	/**
	 * Return what logs lines as a logger does, but not while the logging system is
	 * configured.
	 * @param logger the logger's name
	 * @param level gives the level of a line
	 * @return takes a line, and tells whether there was a log for it; throws what an
	 * appender throws
	 */
	Predicate<String> sink(String logger, Function<String, Level> level);

	/**
	 * Return whether the log cannot be written now.
	 * @return whether it cannot
	 */
	boolean isFailing();

	/**
	 * Return what keeps the lines from coming back.
	 * @return the guard
	 */
	LoopGuard loops();

	/**
	 * The logging system was initialised: nothing may be printed from now on.
	 */
	void configured();

	/**
	 * Take lines from now on.
	 */
	void open();

	/**
	 * Let lines wait no longer: the process ends, and nobody configures the logging
	 * system again.
	 */
	void leave();

	/**
	 * Return whether the log has not been closed.
	 * @return whether it has not
	 */
	boolean isStarted();

	/**
	 * Return the file that is logged to.
	 * @return the file; the first if there are several, null if there is none
	 */
	@Nullable Path file();

}

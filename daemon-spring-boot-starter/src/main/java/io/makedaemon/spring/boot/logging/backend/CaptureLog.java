package io.makedaemon.spring.boot.logging.backend;

import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The log for captured lines. Thread-safe.
 */
public interface CaptureLog {

	/** The MDC key of the captured stream's name. */
	String STREAM = "stream";

	/**
	 * Return a sink that logs lines like a logger, but not while the logging system is
	 * being configured.
	 * @param logger the logger's name
	 * @param level returns the level of a line
	 * @return accepts a line, and returns whether there was a log for it; throws what an
	 * appender throws
	 */
	Predicate<String> sink(String logger, Function<String, Level> level);

	/**
	 * Return whether the log cannot be written at present.
	 * @return whether writing fails
	 */
	boolean isFailing();

	/**
	 * Return the guard that keeps lines from coming back.
	 * @return the guard
	 */
	LoopGuard loops();

	/**
	 * The logging system was initialized: nothing may be printed from now on.
	 */
	void configured();

	/**
	 * Accept lines from now on.
	 */
	void open();

	/**
	 * Make lines wait no longer: the process is ending, and nobody will configure the
	 * logging system again.
	 */
	void leave();

	/**
	 * Return whether the log is open.
	 * @return false if the log has been closed
	 */
	boolean isStarted();

	/**
	 * Return the file that is logged to.
	 * @return the file; the first if there are several, null if there is none
	 */
	@Nullable Path file();

}

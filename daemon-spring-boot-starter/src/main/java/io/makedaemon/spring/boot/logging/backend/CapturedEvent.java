package io.makedaemon.spring.boot.logging.backend;

/**
 * A captured line, or what is said of some, on its way to the appenders of its logger.
 */
public interface CapturedEvent {

	/**
	 * Return the line.
	 * @return the text
	 */
	String message();

	/**
	 * Return whether an appender gets it that may print because of it.
	 * @return whether there is one
	 */
	boolean mayBePrinted();

	/**
	 * Give it to all appenders of its logger.
	 */
	void append();

	/**
	 * Give it to those that never print, or to the others.
	 * @param silent to which of them
	 * @return whether there is one
	 */
	boolean append(boolean silent);

	/**
	 * Keep what belongs to this thread: it is appended later.
	 */
	void retain();

	/**
	 * Return another event of the same logger, a warning.
	 * @param message what it says
	 * @return the event
	 */
	CapturedEvent warning(String message);

	/**
	 * Return the names of the appenders that may print because of it.
	 * @return the names, with commas between
	 */
	String suspects();

}

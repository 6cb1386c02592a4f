package io.makedaemon.spring.boot.logging.backend;

/**
 * A captured line, or a warning about such lines, on its way to the appenders of its
 * logger.
 */
public interface CapturedEvent {

	/**
	 * Return the line.
	 * @return the text
	 */
	String message();

	/**
	 * Return whether an appender receives the event that may print in response to it.
	 * @return whether there is such an appender
	 */
	boolean mayBePrinted();

	/**
	 * Give the event to all appenders of its logger.
	 */
	void append();

	/**
	 * Give the event to the appenders that never print, or to the others.
	 * @param silent whether to give it to those that never print
	 * @return whether there is such an appender
	 */
	boolean append(boolean silent);

	/**
	 * Keep the data of this thread, since the event is appended later.
	 */
	void retain();

	/**
	 * Return a warning as another event of the same logger.
	 * @param message the message
	 * @return the event
	 */
	CapturedEvent warning(String message);

	/**
	 * Return the names of the appenders that may print in response to the event.
	 * @return the names, separated by commas
	 */
	String suspects();

}

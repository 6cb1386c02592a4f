package io.makedaemon.spring.boot.logging;

import org.slf4j.event.Level;

/**
 * How captured output becomes log events.
 *
 * @param maxLineLength the longest line that is one event, in bytes
 * @param groupStackTraces whether a stack trace on standard error is one event
 * @param stdout where standard output goes
 * @param stderr where standard error goes
 */
public record CaptureSettings(int maxLineLength, boolean groupStackTraces, StreamSettings stdout,
		StreamSettings stderr) {

	/**
	 * Where a stream goes.
	 *
	 * @param logger the name of the logger
	 * @param level the level of the events
	 */
	public record StreamSettings(String logger, Level level) {
	}

}

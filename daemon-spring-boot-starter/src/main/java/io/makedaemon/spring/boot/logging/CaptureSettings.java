package io.makedaemon.spring.boot.logging;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.slf4j.event.Level;

/**
 * How captured output becomes log events.
 *
 * @param maxLineLength the longest line that becomes one event, in bytes
 * @param groupStackTraces whether a stack trace on standard error becomes one event
 * @param stdout where standard output goes
 * @param stderr where standard error goes
 */
public record CaptureSettings(int maxLineLength, boolean groupStackTraces, StreamSettings stdout,
		StreamSettings stderr) {

	/**
	 * Where a stream goes.
	 *
	 * @param logger the name of the logger
	 * @param level the level of events that do not state their own
	 */
	public record StreamSettings(String logger, Level level) {

		/** A line of a log: a time of day, followed by the level. */
		private static final Pattern LOGGED = Pattern
			.compile("[^:]{0,50}\\d\\d:\\d\\d:\\d\\d\\b.{0,100}?\\b(?:(INFO)|(WARN(?:ING)?)|ERROR|SEVERE|FATAL)\\b");

		/**
		 * Return the level of a line. A line of somebody else's log, such as an agent's,
		 * states its level.
		 * @param line the line, or the lines of a stack trace
		 * @return the level
		 */
		Level levelOf(String line) {
			if (line.isEmpty() || !(line.charAt(0) == '[' || Character.isDigit(line.charAt(0)))) {
				return this.level;
			}
			Matcher matcher = LOGGED.matcher(line);
			if (!matcher.lookingAt()) {
				return this.level;
			}
			return (matcher.group(1) != null) ? Level.INFO : (matcher.group(2) != null) ? Level.WARN : Level.ERROR;
		}

	}

}

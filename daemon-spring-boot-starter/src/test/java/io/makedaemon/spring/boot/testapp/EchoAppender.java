package io.makedaemon.spring.boot.testapp;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

/**
 * An appender that prints what was printed, once more.
 */
public class EchoAppender extends AppenderBase<ILoggingEvent> {

	@Override
	protected void append(ILoggingEvent event) {
		if (event.getLoggerName().startsWith("daemon.")) {
			System.out.println("echo of " + event.getFormattedMessage());
		}
	}

}

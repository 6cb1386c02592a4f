package com.example.ledger;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/**
 * An appender that fails at some captured lines, or prints them once more, on another
 * thread.
 */
final class TroubleAppender extends AbstractAppender {

	private final boolean echoes;

	private final ExecutorService printer = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "printer");
		thread.setDaemon(true);
		return thread;
	});

	private TroubleAppender(String kind) {
		super("TROUBLE", null, null, false, Property.EMPTY_ARRAY);
		this.echoes = kind.equals("echo");
	}

	static void add(String kind) {
		LoggerContext context = (LoggerContext) LogManager.getContext(TroubleAppender.class.getClassLoader(), false);
		TroubleAppender appender = new TroubleAppender(kind);
		appender.start();
		context.getConfiguration().addAppender(appender);
		context.getConfiguration().getRootLogger().addAppender(appender, null, null);
		context.updateLoggers();
	}

	@Override
	public void append(LogEvent event) {
		if (!event.getLoggerName().startsWith("daemon.")) {
			return;
		}
		String message = event.getMessage().getFormattedMessage();
		if (message.contains("poison")) {
			throw new IllegalStateException("cannot be logged: " + message);
		}
		if (this.echoes) {
			this.printer.execute(() -> System.out.println("echo of " + message));
		}
	}

}

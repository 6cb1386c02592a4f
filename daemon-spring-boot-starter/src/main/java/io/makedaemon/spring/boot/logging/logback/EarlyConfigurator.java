package io.makedaemon.spring.boot.logging.logback;

import java.util.regex.Pattern;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import ch.qos.logback.core.status.Status;

import org.springframework.boot.SpringApplication;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonStage;

/**
 * Keeps Logback quiet at an early stage: with a {@code logback.xml}, it configures itself
 * before anything else exists, opens the log, and prints everything it has done if there
 * is a warning. In a command, Logback stays unconfigured; otherwise it prints nothing
 * before it is known whether the application {@linkplain EarlyLogback stays in the
 * foreground}.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class EarlyConfigurator extends ContextAwareBase implements Configurator {

	/** Any command except run, for which the process is the application's. */
	private static final Pattern COMMAND = Pattern.compile(" --daemon\\.command=(?!run\\b)\\S",
			Pattern.CASE_INSENSITIVE);

	@Override
	public ExecutionStatus configure(LoggerContext context) {
		if (Daemon.stage() != DaemonStage.DAEMON && isCommand(System.getProperty("sun.java.command", ""))) {
			context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
			return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
		}
		if (isOfApplication()) {
			context.getStatusManager().add(new Silence());
		}
		return ExecutionStatus.INVOKE_NEXT_IF_ANY;
	}

	/**
	 * Return whether a command line contains a command. There is no environment yet.
	 */
	static boolean isCommand(String commandLine) {
		return COMMAND.matcher(commandLine).find();
	}

	/**
	 * Return whether an application is about to run, which then decides what is printed.
	 */
	private static boolean isOfApplication() {
		return StackWalker.getInstance()
			.walk((frames) -> frames.map(StackWalker.StackFrame::getClassName)
				.anyMatch((name) -> name.equals(SpringApplication.class.getName())
						|| name.startsWith("org.springframework.boot.loader.launch.")));
	}

	/**
	 * A listener whose presence keeps Logback from printing by itself. It also keeps it
	 * from emptying files, to which a running daemon may write. Spring Boot's
	 * configuration, which follows, removes the listener.
	 */
	static final class Silence extends NopStatusListener {

		/** Logback's message before it opens a file. */
		private static final String OPENS = "File property is set to ";

		@Override
		public void addStatusEvent(Status status) {
			// The type is loaded only if there is one
			if (status.getMessage().startsWith(OPENS) && status.getOrigin() instanceof FileAppender<?> appender) {
				appender.setAppend(true);
			}
		}

	}

}

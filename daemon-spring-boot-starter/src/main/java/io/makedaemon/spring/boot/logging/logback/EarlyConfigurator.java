package io.makedaemon.spring.boot.logging.logback;

import java.util.regex.Pattern;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;

import org.springframework.boot.SpringApplication;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonStage;

/**
 * Keeps Logback quiet where nobody asks for it: by a {@code logback.xml} it configures
 * itself before anything else is there, opens the log, and prints all that it has done if
 * one of it is worth a warning. In a command it stays unconfigured; elsewhere it prints
 * nothing before it is known whether the application {@linkplain EarlyLogback stays in
 * the foreground}.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class EarlyConfigurator extends ContextAwareBase implements Configurator {

	/** All but the one of which the process is the application's. */
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
	 * Return whether a command is given on a command line. There is no environment yet.
	 */
	static boolean isCommand(String commandLine) {
		return COMMAND.matcher(commandLine).find();
	}

	/**
	 * Return whether an application is about to be run, which decides what is printed.
	 */
	private static boolean isOfApplication() {
		return StackWalker.getInstance()
			.walk((frames) -> frames.map(StackWalker.StackFrame::getClassName)
				.anyMatch((name) -> name.equals(SpringApplication.class.getName())
						|| name.startsWith("org.springframework.boot.loader.launch.")));
	}

	/** Where there is a listener, Logback prints nothing by itself. */
	static final class Silence extends NopStatusListener {

	}

}

package io.makedaemon.spring.boot.logging;

import java.util.regex.Pattern;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonStage;

/**
 * Leaves Logback unconfigured where a command is run: Logback configures itself by a
 * {@code logback.xml} before anything else is there, and would print what it thinks of
 * that, and open the log. An application that is run after all, since it does not become
 * a daemon, has its configuration from Spring Boot.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class CommandConfigurator extends ContextAwareBase implements Configurator {

	/** The one command of which the process is the application's. */
	private static final Pattern COMMAND = Pattern.compile(" --daemon\\.command=(?!run\\b)\\S",
			Pattern.CASE_INSENSITIVE);

	@Override
	public ExecutionStatus configure(LoggerContext context) {
		return (isCommand(System.getProperty("sun.java.command", "")) && Daemon.stage() != DaemonStage.DAEMON)
				? ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY : ExecutionStatus.INVOKE_NEXT_IF_ANY;
	}

	/**
	 * Return whether a command is given on a command line. There is no environment yet.
	 */
	static boolean isCommand(String commandLine) {
		return COMMAND.matcher(commandLine).find();
	}

}

package io.makedaemon.spring.boot;

import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;

import io.makedaemon.spring.boot.diagnostics.StartRefusedException;

/**
 * Arguments that a user has typed, and that the application does not pass on to Spring
 * Boot. A command among them would start the application.
 */
final class UnseenArguments {

	private static final String PREFIX = " --daemon.";

	private UnseenArguments() {
	}

	/**
	 * Refuse such arguments if they are for the daemon.
	 * @param environment the application's environment
	 * @param commandLine the program and its arguments, separated by spaces
	 * @throws StartRefusedException if there is one
	 */
	static void refuse(ConfigurableEnvironment environment, String commandLine) {
		int start = commandLine.indexOf(PREFIX);
		if (start < 0 || environment.getPropertySources()
			.contains(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME)) {
			return;
		}
		String argument = commandLine.substring(start + 1).split(" ", 2)[0];
		throw new StartRefusedException(
				"The application does not pass its arguments on to Spring Boot, so " + argument + " has no effect.",
				"Give it to the JVM, in front of -jar or the main class: -D" + argument.substring("--".length())
						+ ". Or pass the arguments of main to SpringApplication.run.");
	}

}

package io.makedaemon.spring.boot.command;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SimpleCommandLinePropertySource;

/**
 * An argument of the application, such as {@code stop} or {@code --help}, whose user
 * probably meant a command. Only the application knows whether it is one of its own.
 */
final class MisplacedCommand {

	private static final List<String> HELP = List.of("-h", "-help", "-?", "--h");

	private MisplacedCommand() {
	}

	/**
	 * Find such an argument.
	 * @param environment the environment, which has the arguments
	 * @return a sentence about it; null if there is none
	 */
	static @Nullable String describe(ConfigurableEnvironment environment) {
		return arguments(environment).flatMap((argument) -> describe(argument).stream()).findFirst().orElse(null);
	}

	/**
	 * Return the first word, and all options without a value.
	 */
	private static Stream<String> arguments(ConfigurableEnvironment environment) {
		if (!(environment.getPropertySources()
			.get(SimpleCommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME) instanceof SimpleCommandLinePropertySource source)) {
			return Stream.of();
		}
		String words = source.getProperty(SimpleCommandLinePropertySource.DEFAULT_NON_OPTION_ARGS_PROPERTY_NAME);
		Stream<String> word = (words != null) ? Stream.of(words.split(",", 2)[0]) : Stream.of();
		return Stream.concat(word,
				Stream.of(source.getPropertyNames())
					.filter((name) -> "".equals(source.getProperty(name)))
					.map((name) -> "--" + name));
	}

	private static Optional<String> describe(String argument) {
		DaemonCommand command = HELP.contains(argument) ? DaemonCommand.HELP
				: DaemonCommand.find(argument.startsWith("--") ? argument.substring(2) : argument);
		return Optional.ofNullable(command)
			.map((meant) -> "\"" + argument + "\" is an argument of the application. The command is: "
					+ CommandSyntax.of(meant.typed()));
	}

}

package io.makedaemon.spring.boot.command;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;

import io.makedaemon.ProcessState;

/**
 * What the line about a successful start is followed by: how to go on from there.
 */
final class StartHint {

	private final @Nullable String misplaced;

	private final FirstStart firstStart;

	/** Whether this start has been remembered as the first one. */
	private boolean first;

	/**
	 * Create the hint for a start.
	 * @param programName the program's name
	 * @param environment the environment, which has the application's arguments
	 */
	StartHint(String programName, ConfigurableEnvironment environment) {
		this.misplaced = MisplacedCommand.describe(environment);
		this.firstStart = new FirstStart(System.getenv("XDG_STATE_HOME"), System.getProperty("user.home", ""),
				programName);
	}

	/**
	 * Return the hint. A terminal gets more at the first start of the program, which is
	 * then remembered.
	 * @return the text, to follow the line
	 */
	String text() {
		boolean terminal = ProcessState.isOutputTerminal();
		this.first = terminal && this.firstStart.remember();
		return text(terminal, this.first);
	}

	String text(boolean terminal, boolean first) {
		if (!terminal) {
			return ofRunning();
		}
		String log = CommandSyntax.of(DaemonCommand.LOG.typed());
		return first ? ofRunning() + "\nStop it with: " + CommandSyntax.of(DaemonCommand.STOP.typed())
				+ "\nSee its log with: " + log : "; see its log with: " + log + ofRunning();
	}

	/**
	 * Return what follows the line that says that the daemon is running already.
	 */
	String ofRunning() {
		return (this.misplaced != null) ? "\n" + this.misplaced : "";
	}

	/**
	 * Forget a start that has failed, and say what the user probably meant instead.
	 * @return a sentence; null if there is nothing to say
	 */
	@Nullable String ofFailure() {
		if (this.first) {
			this.firstStart.forget();
		}
		return this.misplaced;
	}

}

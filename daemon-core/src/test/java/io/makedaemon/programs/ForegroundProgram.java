package io.makedaemon.programs;

import io.makedaemon.Daemon;

/**
 * A program that never becomes a daemon.
 */
public final class ForegroundProgram {

	private ForegroundProgram() {
	}

	/**
	 * Runs the program.
	 * @param args anything
	 * @throws Exception never
	 */
	public static void main(String[] args) throws Exception {
		Facts facts = new Facts();
		facts.put("stage", Daemon.stage());
		facts.put("context", Daemon.context().isPresent());
		facts.put("launchDirectory", Daemon.launchDirectory());
		facts.putEnvironment();
		facts.write();
		Go.forever();
	}

}

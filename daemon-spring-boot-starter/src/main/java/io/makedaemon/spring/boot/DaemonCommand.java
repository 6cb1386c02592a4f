package io.makedaemon.spring.boot;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * What the user wants of the application's daemon.
 */
enum DaemonCommand {

	/** To be started, if it is not running. */
	START,

	/** The application, in the foreground. */
	RUN,

	/** To be stopped, by SIGTERM. */
	STOP,

	/** To be stopped; if it does not end, by SIGKILL. */
	FORCE_STOP,

	/** To be stopped, and started with this command line. */
	RESTART,

	/** To be told to read its configuration anew, by SIGHUP. */
	RELOAD,

	/** To be told of. */
	STATUS,

	/** To start faster from now on. */
	PREPARE;

	/**
	 * Finds the command, also where other properties cannot be used.
	 * @param environment the environment
	 * @return the command, or null if there is none
	 */
	static @Nullable DaemonCommand find(Environment environment) {
		try {
			return Binder.get(environment).bind("daemon.command", DaemonCommand.class).orElse(null);
		}
		catch (BindException ex) {
			return null;
		}
	}

}

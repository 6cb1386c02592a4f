package io.makedaemon.spring.boot;

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
	STATUS

}

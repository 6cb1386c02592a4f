package io.makedaemon.spring.boot;

/**
 * Whether the application becomes a daemon.
 */
enum DaemonMode {

	/** It does not. */
	FALSE,

	/** It does where that makes sense. */
	TRUE,

	/** It does, also where a service manager waits for it to stay in the foreground. */
	FORCE

}

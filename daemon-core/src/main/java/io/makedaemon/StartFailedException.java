package io.makedaemon;

/**
 * Thrown in the waiting parent when the daemon was started but did not become ready. It
 * has ended by then.
 */
public class StartFailedException extends DaemonException {

	StartFailedException(String text) {
		super(text);
	}

}

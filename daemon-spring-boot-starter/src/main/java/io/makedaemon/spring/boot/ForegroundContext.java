package io.makedaemon.spring.boot;

import org.springframework.core.env.ConfigurableEnvironment;

import io.makedaemon.DaemonAttr;
import io.makedaemon.DaemonContext;

/**
 * What an application in the foreground has in place of what a daemon has inherited.
 */
public final class ForegroundContext {

	private ForegroundContext() {
	}

	/**
	 * Make a context of the application's properties.
	 * @param environment the environment
	 * @param programName the program's name
	 * @return the context: its files are those in {@code daemon.files}, and its sockets
	 * those in {@code daemon.sockets}. They are opened when they are first used
	 */
	public static DaemonContext of(ConfigurableEnvironment environment, String programName) {
		DaemonProperties properties = new DaemonPropertiesBinder(environment).bind();
		DaemonAttr.Builder attr = DaemonAttr.builder()
			.programName(programName)
			.files(new DaemonAttrFactory(properties).files());
		if (!properties.sockets().isEmpty()) {
			DeclaredSocket.of(properties, environment, false).forEach((socket) -> attr.sockets(socket.socket()));
		}
		return DaemonContext.inForeground(attr.build());
	}

}

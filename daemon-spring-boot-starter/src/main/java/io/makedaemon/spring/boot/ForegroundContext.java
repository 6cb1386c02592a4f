package io.makedaemon.spring.boot;

import org.springframework.core.env.ConfigurableEnvironment;

import io.makedaemon.DaemonAttr;
import io.makedaemon.DaemonContext;

/**
 * Creates the {@link DaemonContext} of an application in the foreground.
 */
public final class ForegroundContext {

	private ForegroundContext() {
	}

	/**
	 * Create a context from the application's properties.
	 * @param environment the environment
	 * @param programName the program's name
	 * @return the context, whose files and sockets are those in {@code daemon.files} and
	 * {@code daemon.sockets}, and are opened when they are first used
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

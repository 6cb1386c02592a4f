package io.makedaemon.spring.boot.socket;

/**
 * Lets the clients of a server finish what they have begun, once it accepts no more
 * connections.
 */
interface Drain {

	/**
	 * Ask each client to close its connection when its requests are answered. This is
	 * called repeatedly: what was accepted last may have no protocol yet.
	 */
	void proceed();

	/**
	 * Return how many connections are open. Those that have been accepted and that the
	 * server does not know yet are counted.
	 */
	int connections();

	/**
	 * Close the connections that are left, those of WebSockets with the status 1001.
	 */
	void end();

}

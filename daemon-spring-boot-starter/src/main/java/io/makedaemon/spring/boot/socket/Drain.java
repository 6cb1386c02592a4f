package io.makedaemon.spring.boot.socket;

/**
 * Lets the clients of a server finish what they have begun, once it accepts no more
 * connections.
 */
interface Drain {

	/**
	 * Ask each client to close its connection when its request is answered.
	 */
	void begin();

	/**
	 * Return how many connections are open.
	 */
	int connections();

}

package io.makedaemon.spring.boot;

/**
 * From when on a web server answers the clients of an inherited socket.
 */
enum SocketAccept {

	/** Once the application is ready, and its runners are done. */
	READY,

	/** Once its context is refreshed, and before its runners are run. */
	STARTED

}

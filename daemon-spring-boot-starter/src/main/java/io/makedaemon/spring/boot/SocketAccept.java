package io.makedaemon.spring.boot;

/**
 * When a web server begins to answer the clients of an inherited socket.
 */
enum SocketAccept {

	/** Once the application is ready and its runners are done. */
	READY,

	/** Once its context is refreshed, before its runners are run. */
	STARTED

}

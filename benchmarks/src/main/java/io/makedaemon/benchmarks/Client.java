package io.makedaemon.benchmarks;

import java.io.Closeable;
import java.io.IOException;

/**
 * A client of a web server, which asks one thing after another.
 */
interface Client extends Closeable {

	/**
	 * Ask, and wait for the answer.
	 * @throws IOException if there is none, or it says that the server has failed
	 */
	void ask() throws IOException, InterruptedException;

}

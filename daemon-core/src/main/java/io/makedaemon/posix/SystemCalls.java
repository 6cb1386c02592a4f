package io.makedaemon.posix;

/**
 * A listener for each system call that this process makes through {@link Posix}.
 */
public interface SystemCalls {

	/**
	 * Set the listener for calls from now on.
	 * @param listener the listener
	 */
	static void listen(SystemCalls listener) {
		LibC.listen(listener);
	}

	/**
	 * Called when a system call has returned.
	 * @param function the C library's function
	 * @param result what it returned
	 * @param errno the value of {@code errno} if the result is -1
	 */
	void made(String function, int result, int errno);

}

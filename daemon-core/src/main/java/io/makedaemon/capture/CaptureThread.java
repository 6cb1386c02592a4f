package io.makedaemon.capture;

/**
 * A thread that moves output from a {@link CapturedStream} to its destination. Its own
 * output to {@link System#out} or {@link System#err} is discarded, since it would come
 * back in an endless loop.
 */
public final class CaptureThread extends Thread {

	/**
	 * Create the thread, which does not keep the JVM from ending.
	 * @param task what it does
	 * @param name its name
	 */
	public CaptureThread(Runnable task, String name) {
		super(task, name);
		setDaemon(true);
	}

}

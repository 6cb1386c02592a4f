package io.makedaemon.capture;

/**
 * A thread on the way from a {@link CapturedStream} to where it is kept. What it prints
 * by {@link System#out} or {@link System#err} is discarded: it would come back to it, in
 * an endless loop.
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

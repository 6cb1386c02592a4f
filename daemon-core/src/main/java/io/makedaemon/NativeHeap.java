package io.makedaemon;

import java.lang.management.ManagementFactory;
import java.time.Duration;

import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.ObjectName;

/**
 * The memory that the JVM itself allocates from the C library, which keeps freed memory
 * for later allocations; see malloc_trim(3). The compilers leave much of it unused once
 * an application has started: 16 to 45 MB out of 200 MB.
 */
final class NativeHeap {

	/** By then the compilers have calmed down and need little memory. */
	private static final Duration CALM = Duration.ofSeconds(5);

	private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";

	private static final String TRIM = "systemTrimNativeHeap";

	private NativeHeap() {
	}

	/**
	 * Return free memory to the system once, a few seconds from now, on a separate
	 * thread.
	 */
	static void trimLater() {
		Thread thread = new Thread(NativeHeap::trim, "daemon-memory");
		thread.setDaemon(true);
		try {
			thread.start();
		}
		catch (OutOfMemoryError ex) {
			// No more threads are allowed, which must not keep the daemon from becoming
			// ready
		}
	}

	private static void trim() {
		try {
			Thread.sleep(CALM.toMillis());
			// A native call of ours would cause a warning by newer JVMs
			ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName(COMMANDS), TRIM, null, null);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (JMException | JMRuntimeException | LinkageError ex) {
			// This JVM or this C library does not support it: the memory stays allocated
		}
	}

}

package io.makedaemon;

import java.lang.management.ManagementFactory;
import java.time.Duration;

import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.ObjectName;

/**
 * The memory that the JVM itself has from the C library, which keeps what is freed for
 * the next allocation, see malloc_trim(3). The compilers leave much of it behind when an
 * application has started: 16 to 45 of its 200 megabytes.
 */
final class NativeHeap {

	/** By then the compilers have become calm, and what they need is little. */
	private static final Duration CALM = Duration.ofSeconds(5);

	private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";

	private static final String TRIM = "systemTrimNativeHeap";

	private NativeHeap() {
	}

	/**
	 * Gives what is free back to the system, once, some seconds from now on a thread of
	 * its own.
	 */
	static void trimLater() {
		Thread thread = new Thread(NativeHeap::trim, "daemon-memory");
		thread.setDaemon(true);
		try {
			thread.start();
		}
		catch (OutOfMemoryError ex) {
			// No thread more is allowed, which must not keep the daemon from being ready
		}
	}

	private static void trim() {
		try {
			Thread.sleep(CALM.toMillis());
			// Any native call of ours would have newer JVMs warn of it
			ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName(COMMANDS), TRIM, null, null);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (JMException | JMRuntimeException | LinkageError ex) {
			// This JVM or this C library cannot do it: the memory stays for later
		}
	}

}

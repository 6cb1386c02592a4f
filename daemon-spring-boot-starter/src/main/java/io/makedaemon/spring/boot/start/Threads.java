package io.makedaemon.spring.boot.start;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The threads of this process, which the JDK lists only together with all their stacks.
 */
public final class Threads {

	private Threads() {
	}

	/**
	 * Return the threads that are running now.
	 */
	static Stream<Thread> all() {
		ThreadGroup group = Thread.currentThread().getThreadGroup();
		while (group.getParent() != null) {
			group = group.getParent();
		}
		Thread[] threads = new Thread[2 * group.activeCount() + 1];
		int count = group.enumerate(threads);
		return Stream.of(threads).limit(count);
	}

	/**
	 * Find a running thread.
	 * @param name its name
	 * @return the thread; null if there is none
	 */
	public static @Nullable Thread find(String name) {
		return all().filter((thread) -> thread.getName().equals(name)).findFirst().orElse(null);
	}

}

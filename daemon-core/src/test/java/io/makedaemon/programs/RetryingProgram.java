package io.makedaemon.programs;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonException;

/**
 * A program that tries twice to become a daemon, cannot, and tells what there is of it
 * after the first and after the second time: threads, descriptors, shutdown hooks.
 */
public final class RetryingProgram {

	private RetryingProgram() {
	}

	/**
	 * Runs the program.
	 * @param args none
	 * @throws Exception if it fails
	 */
	public static void main(String[] args) throws Exception {
		Facts facts = new Facts();
		for (String time : new String[] { "first", "second" }) {
			try {
				Daemon.makeDaemon(Attrs.fromProperties().build());
				Go.forever();
			}
			catch (DaemonException ex) {
				facts.put(time + ".message", String.valueOf(ex.getMessage()));
			}
			facts.put(time + ".descriptors", descriptors());
			facts.put(time + ".hooks", hooks());
		}
		facts.put("stage", Daemon.stage());
		facts.write();
		Go.await();
		System.exit(7);
	}

	/**
	 * What the descriptors are, but for the kernel's own files: the JVM's compilers look
	 * at the control group's every now and then. A file to be inherited is opened each
	 * time, and remains this program's own.
	 */
	private static List<String> descriptors() throws Exception {
		List<String> descriptors = new ArrayList<>();
		try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
			for (Path link : (Iterable<Path>) links::iterator) {
				try {
					String target = Files.readSymbolicLink(link).toString();
					if (!target.startsWith("/proc/") && !target.startsWith("/sys/")
							&& !target.equals(System.getProperty("attr.descriptor"))) {
						descriptors.add(target);
					}
				}
				catch (NoSuchFileException ex) {
					// Closed since
				}
			}
		}
		Collections.sort(descriptors);
		return descriptors;
	}

	private static Set<String> hooks() throws Exception {
		Field field = Class.forName("java.lang.ApplicationShutdownHooks").getDeclaredField("hooks");
		field.setAccessible(true);
		Map<?, ?> hooks = (Map<?, ?>) field.get(null);
		return hooks.keySet()
			.stream()
			.map((hook) -> ((Thread) hook).getName())
			.collect(Collectors.toCollection(TreeSet::new));
	}

}

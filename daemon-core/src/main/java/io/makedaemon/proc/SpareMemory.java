package io.makedaemon.proc;

import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.makedaemon.posix.NativeMemory;

/**
 * Memory that this process does not need while it waits for long.
 */
public final class SpareMemory {

	private static final int HEXADECIMAL = 16;

	private static final String READ_ONLY = " r--p ";

	private static final String FILE = " /";

	/** How much of a mapping is no longer what is in the file, see proc(5). */
	private static final String CHANGED = "Anonymous:";

	private SpareMemory() {
	}

	/**
	 * Give it back: the garbage of the heap, what the C library keeps, and the pages of
	 * files that are read again if they are needed, such as those of the JVM's archive of
	 * classes.
	 */
	public static void giveBack() {
		System.gc();
		NativeMemory.trim();
		List<String> unchanged = unchangedFiles();
		long[] starts = new long[unchanged.size()];
		long[] lengths = new long[unchanged.size()];
		for (int i = 0; i < starts.length; i++) {
			String mapping = unchanged.get(i);
			int dash = mapping.indexOf('-');
			starts[i] = Long.parseUnsignedLong(mapping, 0, dash, HEXADECIMAL);
			lengths[i] = Long.parseUnsignedLong(mapping, dash + 1, mapping.indexOf(' '), HEXADECIMAL) - starts[i];
		}
		// Whatever is run from now on is read again
		NativeMemory.forget(starts, lengths);
	}

	private static List<String> unchangedFiles() {
		List<String> unchanged = new ArrayList<>();
		try (BufferedReader mappings = new BufferedReader(
				new FileReader("/proc/self/smaps", StandardCharsets.ISO_8859_1))) {
			String file = "";
			for (String line = mappings.readLine(); line != null; line = mappings.readLine()) {
				if (line.contains(READ_ONLY) && line.contains(FILE)) {
					file = line;
				}
				else if (line.startsWith(CHANGED)) {
					if (!file.isEmpty() && line.substring(CHANGED.length()).strip().equals("0 kB")) {
						unchanged.add(file);
					}
					file = "";
				}
			}
		}
		catch (IOException ex) {
			// They stay
		}
		return unchanged;
	}

}

package io.makedaemon.parent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Makes private directories one after the other, as starts do, and removes what others
 * have abandoned. Each time it leaves one behind itself, as a start that is killed does.
 * It fails if anybody takes a directory that it has.
 */
public final class DirectoryProgram {

	private static final int ROUNDS = Integer.getInteger("rounds", 300);

	private DirectoryProgram() {
	}

	/**
	 * Runs the program.
	 * @param args none
	 * @throws IOException if a directory cannot be made
	 */
	public static void main(String[] args) throws IOException {
		for (int round = 0; round < ROUNDS; round++) {
			try (PrivateDirectory directory = PrivateDirectory.create()) {
				Path file = Files.createFile(directory.path().resolve("0.jar"));
				abandon(round % 3);
				AbandonedDirectories.sweep(directory.path());
				if (!Files.exists(file) || !Files.exists(directory.path().resolve(PrivateDirectory.LOCK))) {
					throw new IllegalStateException("round " + round + ": " + directory.path() + " was taken");
				}
			}
		}
	}

	/**
	 * As of a start that was killed at one of three moments.
	 */
	private static void abandon(int moment) throws IOException {
		Path directory = Files.createTempDirectory(PrivateDirectory.PREFIX);
		if (moment == 0) {
			return;
		}
		try (FileChannel lock = FileChannel.open(directory.resolve(PrivateDirectory.LOCK),
				StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
			if (moment > 1 && lock.tryLock(0, Long.MAX_VALUE, true) != null
					&& Files.exists(directory.resolve(PrivateDirectory.LOCK))) {
				Files.createFile(directory.resolve("0.jar"));
			}
		}
		catch (NoSuchFileException ex) {
			// Somebody else has found it already
		}
	}

}

package io.makedaemon.programs;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

import io.makedaemon.posix.Descriptors;

/**
 * Keeps the lock of an inherited file that is mapped and no longer open: no descriptor
 * shows it.
 */
public final class LockingProgram {

	private LockingProgram() {
	}

	/**
	 * Runs the program.
	 * @param args the descriptor of the file, which must not be empty
	 * @throws IOException if it cannot be mapped
	 * @throws InterruptedException if it is interrupted
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		MappedByteBuffer mapped;
		try (FileChannel channel = new FileInputStream(Descriptors.adopt(Integer.parseInt(args[0]))).getChannel()) {
			mapped = channel.map(MapMode.READ_ONLY, 0, 1);
		}
		System.out.println("mapped " + mapped.get(0));
		Thread.currentThread().join();
	}

}

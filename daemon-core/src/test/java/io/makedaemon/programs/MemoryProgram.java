package io.makedaemon.programs;

import java.util.ArrayList;
import java.util.List;

import com.kenai.jffi.MemoryIO;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonStage;

/**
 * A program that leaves garbage: on the heap as a parent, and in native memory as a
 * daemon.
 */
public final class MemoryProgram {

	/** How much garbage there is, in bytes. */
	public static final long GARBAGE = 256 << 20;

	/** Little enough to come from the memory that the C library keeps for the next. */
	private static final int BLOCK = 1 << 16;

	private MemoryProgram() {
	}

	/**
	 * Runs the program. It is ready when the test says so.
	 * @param args anything
	 * @throws Exception if the daemon fails
	 */
	public static void main(String[] args) throws Exception {
		if (Daemon.stage() == DaemonStage.PARENT) {
			leaveHeap();
		}
		DaemonContext context = Daemon.makeDaemon(Attrs.fromProperties().build());
		leaveNativeMemory();
		new Facts().write();
		Go.await();
		context.ready();
		Go.forever();
	}

	private static void leaveHeap() {
		List<byte[]> blocks = new ArrayList<>();
		for (long size = 0; size < GARBAGE; size += BLOCK) {
			blocks.add(new byte[BLOCK]);
		}
		System.out.println(blocks.size() + " blocks");
	}

	/**
	 * All but the last block are free again, and that one is behind them.
	 */
	private static void leaveNativeMemory() {
		List<Long> blocks = new ArrayList<>();
		for (long size = 0; size < GARBAGE; size += BLOCK) {
			long block = MemoryIO.getInstance().allocateMemory(BLOCK, false);
			MemoryIO.getInstance().setMemory(block, BLOCK, (byte) 1);
			blocks.add(block);
		}
		blocks.remove(blocks.size() - 1);
		blocks.forEach(MemoryIO.getInstance()::freeMemory);
	}

}

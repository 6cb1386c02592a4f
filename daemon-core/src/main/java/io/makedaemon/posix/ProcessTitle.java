package io.makedaemon.posix;

/**
 * The command line that other programs show for this process, which is read from its
 * memory.
 */
public final class ProcessTitle {

	private ProcessTitle() {
	}

	/**
	 * Replace the command line.
	 * @param title the new one; what does not fit is cut off
	 * @param start the address of the first byte
	 * @param end the address behind the last byte
	 */
	public static void write(String title, long start, long end) {
		if (start == 0 || end <= start) {
			return;
		}
		byte[] bytes = new byte[(int) (end - start)];
		byte[] text = ByteStrings.toBytes(ByteStrings.encode(title));
		System.arraycopy(text, 0, bytes, 0, Math.min(text.length, bytes.length - 1));
		LibC.writeBytes(start, bytes);
	}

}

package io.makedaemon.programs;

import java.nio.charset.StandardCharsets;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Library;
import com.kenai.jffi.MemoryIO;
import com.kenai.jffi.Type;

/**
 * Writes as native code does: by write(2), and without asking Java. Used by one thread.
 */
final class NativeWriter {

	private static final int SIZE = 256;

	private static final CallContext CONTEXT = CallContext.getCallContext(Type.SINT64,
			new Type[] { Type.SINT, Type.POINTER, Type.SINT64 }, CallingConvention.DEFAULT, false);

	private static final long FUNCTION = Library.getDefault().getSymbolAddress("write");

	private final int descriptor;

	private final long buffer = MemoryIO.getInstance().allocateMemory(SIZE, false);

	NativeWriter(int descriptor) {
		this.descriptor = descriptor;
	}

	void write(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
		MemoryIO.getInstance().putByteArray(this.buffer, bytes, 0, bytes.length);
		long written = Invoker.getInstance().invokeN3(CONTEXT, FUNCTION, this.descriptor, this.buffer, bytes.length);
		if (written != bytes.length) {
			throw new IllegalStateException("written " + written + " of " + bytes.length + " bytes");
		}
	}

}

package io.makedaemon.posix;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.MemoryIO;
import com.kenai.jffi.Type;
import org.jspecify.annotations.Nullable;

/**
 * Calls functions of the C library that take integers and pointers and return an
 * {@code int}.
 *
 * <p>
 * This is jffi, the layer that jnr-posix builds on, without the two layers in between: in
 * the first child, a separate JVM that lives for a tenth of a second, these would cost
 * twice as much as all the rest of that JVM.
 */
final class LibC {

	private static final int MAX_ARGUMENTS = 6;

	/** An {@code int} is passed like a {@code long} on every 64-bit Linux. */
	private static final @Nullable CallContext[] CONTEXTS = new CallContext[MAX_ARGUMENTS + 1];

	private static final Library LIBRARY = Library.getDefault();

	private static final Invoker INVOKER = Invoker.getInstance();

	private static final MemoryIO MEMORY = MemoryIO.getInstance();

	private static volatile @Nullable SystemCalls listener;

	private LibC() {
	}

	/**
	 * Call a function.
	 * @param function the function's name
	 * @param a the arguments: integers and addresses
	 * @return what the function returned
	 */
	static int call(String function, long... a) {
		long address = LIBRARY.getSymbolAddress(function);
		CallContext context = context(a.length);
		int result = (int) switch (a.length) {
			case 0 -> INVOKER.invokeN0(context, address);
			case 1 -> INVOKER.invokeN1(context, address, a[0]);
			case 2 -> INVOKER.invokeN2(context, address, a[0], a[1]);
			case 3 -> INVOKER.invokeN3(context, address, a[0], a[1], a[2]);
			case 4 -> INVOKER.invokeN4(context, address, a[0], a[1], a[2], a[3]);
			case 5 -> INVOKER.invokeN5(context, address, a[0], a[1], a[2], a[3], a[4]);
			default -> INVOKER.invokeN6(context, address, a[0], a[1], a[2], a[3], a[4], a[5]);
		};
		SystemCalls heardBy = listener;
		if (heardBy != null) {
			heardBy.made(function, result, errno());
		}
		return result;
	}

	/**
	 * Return whether this C library has a function.
	 * @param function the function's name
	 * @return whether it has
	 */
	static boolean has(String function) {
		return LIBRARY.getSymbolAddress(function) != 0;
	}

	/**
	 * Call a function whose first argument is a byte string.
	 * @param function the function's name
	 * @param text the byte string
	 * @param a the other arguments: integers and addresses
	 * @return what the function returned
	 */
	static int call(String function, String text, long... a) {
		long bytes = string(text);
		try {
			return call(function, joined(a, bytes));
		}
		finally {
			free(bytes);
		}
	}

	/**
	 * Call a function whose second argument is a byte string.
	 * @param function the function's name
	 * @param descriptor the first argument
	 * @param text the byte string
	 * @param a the other arguments: integers and addresses
	 * @return what the function returned
	 */
	static int call(String function, int descriptor, String text, long... a) {
		long bytes = string(text);
		try {
			return call(function, joined(a, descriptor, bytes));
		}
		finally {
			free(bytes);
		}
	}

	private static long[] joined(long[] last, long... first) {
		long[] all = new long[first.length + last.length];
		System.arraycopy(first, 0, all, 0, first.length);
		System.arraycopy(last, 0, all, first.length, last.length);
		return all;
	}

	static void listen(SystemCalls heardBy) {
		listener = heardBy;
	}

	/**
	 * Call a function that takes one argument and returns an address.
	 * @param function the function's name
	 * @param argument the argument: an integer or an address
	 * @return the address; 0 is the null pointer
	 */
	static long callForAddress(String function, long argument) {
		CallContext context = CallContext.getCallContext(Type.SINT64, new Type[] { Type.SINT64 },
				CallingConvention.DEFAULT, true);
		return INVOKER.invokeN1(context, LIBRARY.getSymbolAddress(function), argument);
	}

	private static CallContext context(int arguments) {
		CallContext context = CONTEXTS[arguments];
		if (context == null) {
			Type[] types = new Type[arguments];
			for (int i = 0; i < arguments; i++) {
				types[i] = Type.SINT64;
			}
			context = CallContext.getCallContext(Type.SINT, types, CallingConvention.DEFAULT, true);
			CONTEXTS[arguments] = context;
		}
		return context;
	}

	/**
	 * Return the error number of this thread's last call.
	 * @return the value of {@code errno}
	 */
	static int errno() {
		return LastError.getInstance().get();
	}

	/**
	 * Allocate zeroed memory. It is not freed automatically: what is called only once, as
	 * the first child starts, need not free it.
	 * @param size the number of bytes
	 * @return the memory's address
	 */
	static long allocate(long size) {
		return MEMORY.allocateMemory(size, true);
	}

	/**
	 * Free memory, for functions that are called repeatedly.
	 * @param address the memory's address
	 */
	static void free(long address) {
		MEMORY.freeMemory(address);
	}

	/**
	 * Copy a byte string to memory, followed by a zero byte.
	 * @param value the byte string
	 * @return the copy's address
	 */
	static long string(String value) {
		byte[] bytes = ByteStrings.toBytes(value);
		long address = allocate(bytes.length + 1L);
		MEMORY.putByteArray(address, bytes, 0, bytes.length);
		return address;
	}

	/**
	 * Copy byte strings to memory, as an array of pointers that ends with a null pointer,
	 * and behind it the bytes, which are freed with it.
	 * @param values the byte strings
	 * @return the array's address
	 */
	static long strings(Iterable<String> values) {
		long pointers = Long.BYTES;
		long length = 0;
		for (String value : values) {
			pointers += Long.BYTES;
			length += value.length() + 1L;
		}
		long array = allocate(pointers + length);
		long next = array;
		long copy = array + pointers;
		for (String value : values) {
			MEMORY.putAddress(next, copy);
			MEMORY.putByteArray(copy, ByteStrings.toBytes(value), 0, value.length());
			next += Long.BYTES;
			copy += value.length() + 1L;
		}
		return array;
	}

	/**
	 * Copy integers to memory, one after the other.
	 * @param values the integers
	 * @return the address of the first
	 */
	static long integers(int... values) {
		long address = allocate((long) values.length * Integer.BYTES);
		for (int i = 0; i < values.length; i++) {
			MEMORY.putInt(address + (long) i * Integer.BYTES, values[i]);
		}
		return address;
	}

	/**
	 * Copy long integers to memory, one after the other.
	 * @param values the integers
	 * @return the address of the first
	 */
	static long longs(long... values) {
		long address = allocate((long) values.length * Long.BYTES);
		for (int i = 0; i < values.length; i++) {
			MEMORY.putLong(address + (long) i * Long.BYTES, values[i]);
		}
		return address;
	}

	/**
	 * Write bytes.
	 * @param address where they begin
	 * @param bytes the bytes
	 */
	static void writeBytes(long address, byte[] bytes) {
		MEMORY.putByteArray(address, bytes, 0, bytes.length);
	}

	/**
	 * Read an unsigned number of two bytes.
	 * @param address where it is
	 * @return its value
	 */
	static int readShort(long address) {
		return MEMORY.getShort(address) & 0xffff;
	}

	/**
	 * Read an {@code int}.
	 * @param address where it is
	 * @return its value
	 */
	static int readInt(long address) {
		return MEMORY.getInt(address);
	}

	/**
	 * Read a {@code long}.
	 * @param address where it is
	 * @return its value
	 */
	static long readLong(long address) {
		return MEMORY.getLong(address);
	}

	/**
	 * Read a pointer.
	 * @param address where it is
	 * @return the address that it points to
	 */
	static long readAddress(long address) {
		return MEMORY.getAddress(address);
	}

	/**
	 * Read bytes.
	 * @param address where they begin
	 * @param length how many
	 * @return the bytes, as a byte string
	 */
	static String readBytes(long address, int length) {
		byte[] bytes = new byte[length];
		MEMORY.getByteArray(address, bytes, 0, length);
		return ByteStrings.of(bytes);
	}

	/**
	 * Read a byte string.
	 * @param address where it begins
	 * @return the bytes before the zero byte
	 */
	static String readString(long address) {
		return ByteStrings.of(MEMORY.getZeroTerminatedByteArray(address));
	}

}

package io.makedaemon.posix;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;

/**
 * Makes Java's {@link FileDescriptor} of the number of an inherited descriptor, without a
 * native call.
 *
 * <p>
 * Java has no public way to do this. Opening {@code /proc/self/fd/N} gives the same file
 * but not the same open file, and never closes the number itself; an {@code --add-opens}
 * on the daemon's command line would switch off class-data and AOT archives recorded
 * without it. The serialization support of {@code jdk.unsupported}, which the JDK keeps
 * for libraries, gives access to the constructor that the JDK itself uses.
 */
public final class Descriptors {

	/** The module that must be there. */
	public static final String MODULE = "jdk.unsupported";

	private Descriptors() {
	}

	/**
	 * Makes a {@link FileDescriptor}: whoever opens a stream on it and closes the stream
	 * closes the descriptor.
	 * @param number the descriptor
	 * @return the object that stands for it
	 */
	public static FileDescriptor adopt(int number) {
		try {
			Constructor<FileDescriptor> constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
			Class<?> factoryType = Class.forName("sun.reflect.ReflectionFactory");
			Object factory = factoryType.getMethod("getReflectionFactory").invoke(null);
			Constructor<?> accessible = (Constructor<?>) factoryType
				.getMethod("newConstructorForSerialization", Class.class, Constructor.class)
				.invoke(factory, FileDescriptor.class, constructor);
			return (FileDescriptor) accessible.newInstance(number);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("this JVM gives no access to inherited descriptors", ex);
		}
	}

	/**
	 * Makes a standard descriptor stand for {@code /dev/null}. That is what Java does
	 * when one of them is closed, so that its number is never that of another file.
	 * @param number the descriptor: 0, 1 or 2
	 * @throws IOException if {@code /dev/null} cannot be opened
	 */
	public static void discard(int number) throws IOException {
		new FileOutputStream(adopt(number)).close();
	}

}

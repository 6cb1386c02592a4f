package io.makedaemon.posix;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Constructor;
import java.net.ProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;

/**
 * Operations on descriptor numbers, besides the calls of {@link Posix}: {@link #adopt}
 * creates a Java {@link FileDescriptor} for an inherited descriptor without a native
 * call.
 *
 * <p>
 * Java has no public way to do that. Opening {@code /proc/self/fd/N} gives the same file
 * but not the same open file, and never closes the number itself. An {@code --add-opens}
 * on the daemon's command line would disable class-data and AOT archives that were
 * recorded without it. The serialization support of {@code jdk.unsupported}, which the
 * JDK keeps for libraries, gives access to the constructor that the JDK itself uses.
 */
public final class Descriptors {

	/** The module that is required. */
	public static final String MODULE = "jdk.unsupported";

	private static final String NO_ACCESS = "this JVM gives no access to inherited descriptors";

	private static final int F_SETFD = 2;

	private static final int F_GETFL = 3;

	private static final int F_SETFL = 4;

	private static final int F_OFD_SETLK = 37;

	/** The size of {@code struct flock}. */
	private static final int FLOCK_SIZE = 32;

	private static final int FD_CLOEXEC = 1;

	private static final int LOCK_SH_NB = 1 | 4;

	private Descriptors() {
	}

	/**
	 * Return whether this Java runtime has what {@link #adopt} needs. A runtime created
	 * by jlink may lack it.
	 * @return whether it has
	 */
	public static boolean canBeAdopted() {
		return ModuleLayer.boot().findModule(MODULE).isPresent() || ModuleFinder.ofSystem().find(MODULE).isPresent();
	}

	/**
	 * Create a {@link FileDescriptor}. Closing a stream on it closes the descriptor.
	 * @param number the descriptor
	 * @return the object that represents it
	 */
	public static FileDescriptor adopt(int number) {
		try {
			return (FileDescriptor) accessible(FileDescriptor.class.getDeclaredConstructor(int.class))
				.newInstance(number);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(NO_ACCESS, ex);
		}
	}

	private static Constructor<?> accessible(Constructor<?> constructor) throws ReflectiveOperationException {
		Class<?> factoryType = Class.forName("sun.reflect.ReflectionFactory");
		Object factory = factoryType.getMethod("getReflectionFactory").invoke(null);
		return (Constructor<?>) factoryType.getMethod("newConstructorForSerialization", Class.class, Constructor.class)
			.invoke(factory, constructor.getDeclaringClass(), constructor);
	}

	/**
	 * Create a channel for a listening socket with the constructor that the JDK itself
	 * uses for an inherited one. Closing the channel closes the descriptor.
	 * @param number the descriptor
	 * @param family the socket's protocol family: a wrong one leads to wrong addresses
	 * @return the channel, which is bound and in blocking mode
	 */
	public static ServerSocketChannel adoptListening(int number, ProtocolFamily family) {
		try {
			Constructor<?> constructor = Class.forName("sun.nio.ch.ServerSocketChannelImpl")
				.getDeclaredConstructor(SelectorProvider.class, ProtocolFamily.class, FileDescriptor.class,
						boolean.class);
			return (ServerSocketChannel) accessible(constructor).newInstance(SelectorProvider.provider(), family,
					adopt(number), true);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(NO_ACCESS, ex);
		}
	}

	/**
	 * Make a standard descriptor refer to {@code /dev/null}. Java does that when one of
	 * them is closed, so that no other file ever gets its number.
	 * @param number the descriptor: 0, 1 or 2
	 * @throws IOException if {@code /dev/null} cannot be opened
	 */
	public static void discard(int number) throws IOException {
		new FileOutputStream(adopt(number)).close();
	}

	/**
	 * Set whether a descriptor is closed on exec, see FD_CLOEXEC in fcntl(2). Do nothing
	 * if it is not open.
	 * @param number the descriptor
	 * @param close whether to close it
	 */
	public static void closeOnExec(int number, boolean close) {
		LibC.call("fcntl", number, F_SETFD, close ? FD_CLOEXEC : 0);
	}

	/**
	 * Set the flags of an open file, see F_SETFL in fcntl(2).
	 * @param number the descriptor
	 * @param flags the flags, see {@link OpenFlags}
	 * @param name the file's name, for the failure
	 * @throws ErrnoException if this user may not set them
	 */
	public static void setFlags(int number, int flags, String name) throws ErrnoException {
		Posix.check(LibC.call("fcntl", number, F_SETFL, flags), "fcntl", "set the flags of {}", name);
	}

	/**
	 * Return the flags of an open file, see F_GETFL in fcntl(2).
	 * @param number the descriptor
	 * @param name the file's name, for the failure
	 * @return the flags, see {@link OpenFlags}
	 * @throws ErrnoException if it is not open
	 */
	public static int flags(int number, String name) throws ErrnoException {
		return Posix.check(LibC.call("fcntl", number, F_GETFL), "fcntl", "look at {}", name);
	}

	/**
	 * Go back to the beginning of an open file, see lseek(2). Do nothing if it is a pipe
	 * or the like.
	 * @param number the descriptor
	 */
	public static void rewind(int number) {
		// SEEK_SET is 0
		LibC.call("lseek", number, 0, 0);
	}

	/**
	 * Lock an open file for reading, see F_OFD_SETLK in fcntl(2). The lock lasts as long
	 * as the open file is open in any process. Do nothing if it cannot be locked.
	 * @param number the descriptor, open for reading
	 */
	public static void lockShared(int number) {
		// F_RDLCK, SEEK_SET, from the beginning to the end: all of these are 0
		LibC.call("fcntl", number, F_OFD_SETLK, LibC.allocate(FLOCK_SIZE));
	}

	/**
	 * Return whether an open file is locked exclusively by flock(2). If it is not, this
	 * method locks it for reading.
	 * @param number the descriptor
	 * @return whether another process has locked it
	 */
	public static boolean isLocked(int number) {
		return LibC.call("flock", number, LOCK_SH_NB) == -1 && LibC.errno() == ErrnoException.EWOULDBLOCK;
	}

}

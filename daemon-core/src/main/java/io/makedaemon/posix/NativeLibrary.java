package io.makedaemon.posix;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

import com.kenai.jffi.Library;

/**
 * The library behind {@link Posix}, for passing it to another JVM and loading it. No
 * class of the library is initialized until it is loaded.
 */
public final class NativeLibrary {

	/** The system property that names the directory of {@link #copyTo(Path)}. */
	public static final String DIRECTORY_PROPERTY = "jffi.boot.library.path";

	private static final int FIRST_TO_WARN = 24;

	private static final String FILE_NAME = "libjffi-1.2.so";

	private NativeLibrary() {
	}

	/**
	 * Return a class of the Java part. Its code source must be on the class path.
	 * @return the class
	 */
	public static Class<?> javaPart() {
		return Library.class;
	}

	/**
	 * Return a class of the library that {@link Errno} and {@link Signals} take their
	 * names from.
	 * @return the class
	 */
	public static Class<?> errorNames() {
		return jnr.constants.platform.Errno.class;
	}

	/**
	 * Return whether a JVM of this version warns about the native part unless an option
	 * permits it, see JEP 472.
	 * @return whether it does
	 */
	public static boolean needsPermission() {
		return Runtime.version().feature() >= FIRST_TO_WARN;
	}

	/**
	 * Return whether this JVM does not warn about the native part.
	 * @return whether it needs no permission or has it
	 */
	public static boolean isPermitted() {
		try {
			return !needsPermission()
					|| (boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(javaPart().getModule());
		}
		catch (ReflectiveOperationException ex) {
			return false;
		}
	}

	/**
	 * Look for {@link #errorNames()} without loading it. Afterwards the files of the
	 * class path are open and can be removed.
	 * @return whether it was found
	 */
	public static boolean hasErrorNames() {
		return NativeLibrary.class.getResource("/jnr/constants/platform/Errno.class") != null;
	}

	/**
	 * Load the copy of the native part.
	 * @param directory the directory
	 * @throws LinkageError if it cannot be loaded
	 */
	public static void load(Path directory) {
		System.setProperty(DIRECTORY_PROPERTY, directory.toString());
		try {
			LibC.errno();
		}
		finally {
			System.clearProperty(DIRECTORY_PROPERTY);
		}
	}

	/**
	 * Copy the native part.
	 * @param directory the directory to copy it to
	 * @throws IOException if there is none for this machine, or if it cannot be written
	 */
	public static void copyTo(Path directory) throws IOException {
		String resource = "jni/" + machine() + "-Linux/" + FILE_NAME;
		URL url = Library.class.getClassLoader().getResource(resource);
		if (url == null) {
			throw new FileNotFoundException(resource + " is not on the class path");
		}
		try (InputStream in = url.openStream()) {
			Files.copy(in, directory.resolve(FILE_NAME));
		}
	}

	/**
	 * Return a sentence that says why the library cannot be used. The message of jffi's
	 * error consists of the stack traces of all its attempts; the last attempt is the one
	 * with the file that was created for it.
	 * @param error the error that was thrown when it was used
	 * @return the sentence
	 */
	public static String failure(LinkageError error) {
		Throwable cause = error;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		if (cause instanceof ClassNotFoundException) {
			return "the native library cannot be loaded: " + cause.getMessage()
					+ " is not on the class path, which needs jnr-posix and all its dependencies";
		}
		if (cause instanceof OutOfMemoryError) {
			return "the native library cannot be loaded: " + cause.getMessage()
					+ ". Raise the limits on this user's processes and memory, see ulimit";
		}
		String reason = "";
		for (String line : String.valueOf(cause.getMessage()).split("\n", -1)) {
			if (!line.isBlank() && !line.startsWith("\t")) {
				reason = line;
			}
		}
		return "the native library cannot be loaded: " + reason
				+ ". If the temporary directory does not permit programs (mounted noexec), choose another one with"
				+ " -Djava.io.tmpdir=...";
	}

	private static String machine() {
		String machine = System.getProperty("os.arch", "");
		return machine.equals("amd64") ? "x86_64" : machine;
	}

}

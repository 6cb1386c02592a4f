package io.makedaemon.spring.boot.logging.log4j2;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

import org.apache.logging.log4j.core.appender.FileManager;
import org.apache.logging.log4j.core.appender.OutputStreamManager;
import org.apache.logging.log4j.core.appender.rolling.RollingRandomAccessFileManager;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the file that an appender has opened, with methods that Log4j2 reserves for
 * its own kinds of files.
 */
final class OpenedFile {

	private OpenedFile() {
	}

	/**
	 * Reopen a file by its name, and close the old one if that succeeds.
	 * @throws IOException if it does not
	 */
	static void reopen(OutputStreamManager manager) throws IOException {
		if (!(manager instanceof FileManager file) || manager instanceof RollingRandomAccessFileManager) {
			throw new IOException("appenders of this kind keep the file that they have opened");
		}
		// The lock of those who write
		synchronized (file) {
			if (file.hasOutputStream()) {
				OutputStream opened = open(file);
				try {
					call(file, "closeOutputStream");
				}
				finally {
					call(file, "setOutputStream", opened);
				}
			}
		}
	}

	/**
	 * Open the file for appending: otherwise it would be emptied if nobody has renamed
	 * it.
	 */
	private static OutputStream open(FileManager manager) throws IOException {
		File file = new File(manager.getFileName());
		boolean emptied = !manager.isAppend() && file.exists();
		if (!emptied && call(manager, "createOutputStream") instanceof OutputStream opened) {
			return opened;
		}
		return new FileOutputStream(file, true);
	}

	private static @Nullable Object call(FileManager manager, String name, OutputStream... arguments)
			throws IOException {
		try {
			Class<?>[] types = (arguments.length > 0) ? new Class<?>[] { OutputStream.class } : new Class<?>[0];
			Method method = OutputStreamManager.class.getDeclaredMethod(name, types);
			method.setAccessible(true);
			return method.invoke(manager, (Object[]) arguments);
		}
		catch (InvocationTargetException ex) {
			throw (ex.getCause() instanceof IOException cause) ? cause : new IOException(ex.getCause());
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			throw new IOException("this version of Log4j2 does not support it", ex);
		}
	}

}

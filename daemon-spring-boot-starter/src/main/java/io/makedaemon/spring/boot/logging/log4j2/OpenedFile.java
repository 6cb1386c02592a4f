package io.makedaemon.spring.boot.logging.log4j2;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.reflect.Field;
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

	private static final String UNSUPPORTED = "this version of Log4j2 does not support it";

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
	 * Append whole lines from now on, wherever the end of the file is.
	 * @throws IOException if the file cannot be opened for that
	 */
	static void share(FileManager manager) throws IOException {
		// The lock of those who write
		synchronized (manager) {
			if (manager instanceof RollingRandomAccessFileManager) {
				appendAtRandom(manager);
			}
			else if (manager.hasOutputStream() && !manager.isLocking()
					&& !(call(manager, "getOutputStream") instanceof WholeLines)) {
				if (!manager.isAppend()) {
					reopen(manager);
				}
				manager.flush();
				if (call(manager, "getOutputStream") instanceof OutputStream stream) {
					call(manager, "setOutputStream", new WholeLines(stream));
				}
			}
		}
	}

	private static void appendAtRandom(FileManager manager) throws IOException {
		try {
			Field field = RollingRandomAccessFileManager.class.getDeclaredField("randomAccessFile");
			field.setAccessible(true);
			if (field.get(manager) instanceof RandomAccessFile file && !(file instanceof AppendedFile)) {
				manager.flush();
				field.set(manager, new AppendedFile(manager.getFileName()));
				file.close();
			}
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			throw new IOException(UNSUPPORTED, ex);
		}
	}

	/**
	 * Write as Log4j2 does again.
	 */
	static void unshare(FileManager manager) {
		synchronized (manager) {
			try {
				if (manager.hasOutputStream() && call(manager, "getOutputStream") instanceof WholeLines lines) {
					manager.flush();
					call(manager, "setOutputStream", lines.target());
				}
			}
			catch (IOException ex) {
				// It goes on writing whole lines
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
			throw new IOException(UNSUPPORTED, ex);
		}
	}

}

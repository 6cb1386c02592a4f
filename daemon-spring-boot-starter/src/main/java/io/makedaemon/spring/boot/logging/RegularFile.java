package io.makedaemon.spring.boot.logging;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import org.jspecify.annotations.Nullable;

import io.makedaemon.capture.StandardStream;
import io.makedaemon.spring.boot.diagnostics.StartRefusedException;

/**
 * Lets a log be a regular file only. The daemon's own output would come back without end,
 * a pipe makes everybody wait who logs, and a log that grows too large is renamed,
 * whatever it is. A link is what it leads to.
 */
final class RegularFile {

	private RegularFile() {
	}

	/**
	 * Say why a file cannot be a log.
	 * @param file the file, which may not exist yet
	 * @return the reason, as a clause; null if it can
	 */
	static @Nullable String problem(Path file) {
		// That a directory cannot be opened is said by whoever tries
		if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
			return "it is no regular file";
		}
		if (Arrays.stream(StandardStream.values()).anyMatch((stream) -> stream.goesTo(file))) {
			return "it is the daemon's own output, which is captured to be logged";
		}
		return null;
	}

	/**
	 * Refuse the start if a file cannot be a log.
	 * @param file the file
	 * @throws StartRefusedException if it cannot
	 */
	static void check(Path file) {
		String problem = problem(file);
		if (problem != null) {
			throw new StartRefusedException("The log file " + file + " cannot be used: " + problem,
					"Name a regular file, by logging.file.name or in the logging configuration.");
		}
	}

	/**
	 * Refuse the start before a log file is opened that is no regular file.
	 * @param context Logback's context
	 * @return what is to be run when Logback is configured
	 */
	static Runnable refuseOthers(LoggerContext context) {
		StatusListener watcher = new StartWatcher();
		context.getStatusManager().add(watcher);
		return () -> context.getStatusManager().remove(watcher);
	}

	/**
	 * Looks at the file of every appender that starts, before it is opened: a pipe's
	 * opening would wait for a reader.
	 */
	private static final class StartWatcher implements StatusListener {

		@Override
		public void addStatusEvent(Status status) {
			if (status.getOrigin() instanceof FileAppender<?> appender && !appender.isStarted()) {
				String file = appender.rawFileProperty();
				if (file != null) {
					check(Path.of(file));
				}
			}
		}

		@Override
		public boolean isResetResistant() {
			return true;
		}

	}

}

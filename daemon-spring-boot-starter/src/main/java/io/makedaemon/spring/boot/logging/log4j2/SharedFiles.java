package io.makedaemon.spring.boot.logging.log4j2;

import java.io.IOException;

import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractOutputStreamAppender;
import org.apache.logging.log4j.core.appender.FileManager;
import org.apache.logging.log4j.core.appender.OutputStreamManager;
import org.apache.logging.log4j.core.appender.rolling.RollingFileManager;

import io.makedaemon.spring.boot.logging.backend.LogBackend;

/**
 * Lets two generations of a daemon write to the same files: meanwhile, none is rolled,
 * and all are opened for appending, line by line. A file that is written at a position,
 * by a random-access or memory-mapped appender, cannot be shared: the next generation has
 * its own.
 */
final class SharedFiles {

	private final LoggerContext context;

	private final int generation;

	private volatile boolean shared = true;

	/**
	 * Create the files of this process, which are shared from now on.
	 * @param context Log4j2's context
	 * @param generation the number of this generation
	 */
	SharedFiles(LoggerContext context, int generation) {
		this.context = context;
		this.generation = generation;
	}

	/**
	 * Begin before the next generation opens a file; in the next generation, before it
	 * opens one itself.
	 */
	void begin() {
		if (Appenders.ofAnyFiles(this.context.getConfiguration()).findAny().isEmpty()) {
			SharedConfigurations.begin(this);
		}
		configured();
	}

	/**
	 * Share the files that have been opened by now.
	 */
	void configured() {
		Logger log = this.context.getLogger(LogBackend.LOGGER);
		for (OutputStreamManager manager : managers()) {
			if (manager instanceof RollingFileManager rolling) {
				rolling.setRolloverStrategy(HeldStrategy.of(rolling.getRolloverStrategy()));
			}
			if (manager instanceof FileManager file) {
				try {
					OpenedFile.share(file);
				}
				catch (IOException ex) {
					log.error("The log file {} cannot be shared with another generation of this daemon: {}",
							file.getFileName(), ex.getMessage());
				}
			}
		}
	}

	/**
	 * Let the files roll again.
	 */
	void end() {
		this.shared = false;
		SharedConfigurations.end();
		for (OutputStreamManager manager : managers()) {
			if (manager instanceof FileManager file) {
				OpenedFile.unshare(file);
			}
			if (manager instanceof RollingFileManager rolling) {
				HeldStrategy.release(rolling);
			}
		}
	}

	private Iterable<OutputStreamManager> managers() {
		return Appenders.of(this.context.getConfiguration())
			.stream()
			.filter(AbstractOutputStreamAppender.class::isInstance)
			.map(SharedFiles::manager)
			.toList();
	}

	private static OutputStreamManager manager(Appender appender) {
		return ((AbstractOutputStreamAppender<?>) appender).getManager();
	}

	/**
	 * Return whether another generation may be running.
	 */
	boolean isShared() {
		return this.shared;
	}

	/**
	 * Return the file of this generation in place of one that cannot be shared.
	 * @param file the configured file
	 */
	String ownFile(String file) {
		return this.shared ? file + "." + this.generation : file;
	}

}

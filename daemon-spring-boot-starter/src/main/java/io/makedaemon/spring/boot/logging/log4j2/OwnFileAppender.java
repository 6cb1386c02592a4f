package io.makedaemon.spring.boot.logging.log4j2;

import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;

/**
 * The plugin for a file appender in place of one that does not append, but writes at its
 * own position: it has a file for each generation of the daemon. There are no instances
 * of this class, since Log4j2's appender cannot be extended.
 */
abstract class OwnFileAppender implements Appender {

	private OwnFileAppender() {
	}

	@PluginBuilderFactory
	static Builder newBuilder() {
		return new Builder();
	}

	/**
	 * Builds the appender.
	 */
	static final class Builder extends FileAppender.Builder<Builder> {

		/** An attribute of a memory-mapped file, which has no meaning here. */
		@PluginBuilderAttribute
		@SuppressWarnings("UnusedVariable")
		private int regionLength;

		@Override
		public FileAppender build() {
			SharedFiles files = SharedPlugins.files(getConfiguration());
			if (files != null && getFileName() != null) {
				withFileName(files.ownFile(getFileName()));
			}
			return super.build();
		}

	}

}

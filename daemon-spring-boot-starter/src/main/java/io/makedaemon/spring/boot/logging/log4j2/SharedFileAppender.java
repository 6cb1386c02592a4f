package io.makedaemon.spring.boot.logging.log4j2;

import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;

/**
 * The plugin for a file appender that does not empty its file. There are no instances of
 * this class, since Log4j2's appender cannot be extended.
 */
abstract class SharedFileAppender implements Appender {

	private SharedFileAppender() {
	}

	@PluginBuilderFactory
	static Builder newBuilder() {
		return new Builder();
	}

	/**
	 * Builds the appender.
	 */
	static final class Builder extends FileAppender.Builder<Builder> {

		@Override
		public FileAppender build() {
			withAppend(true);
			return super.build();
		}

	}

}

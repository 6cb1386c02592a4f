package io.makedaemon.spring.boot.logging.log4j2;

import java.util.zip.Deflater;

import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.appender.RollingFileAppender;
import org.apache.logging.log4j.core.appender.rolling.DefaultRolloverStrategy;
import org.apache.logging.log4j.core.appender.rolling.DirectWriteRolloverStrategy;
import org.apache.logging.log4j.core.appender.rolling.RolloverStrategy;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;

/**
 * The plugin for a rolling file appender that neither empties its file nor rolls it while
 * another generation of the daemon writes to it, not even at its start. There are no
 * instances of this class, since Log4j2's appender cannot be extended.
 */
abstract class SharedRollingFileAppender implements Appender {

	private SharedRollingFileAppender() {
	}

	@PluginBuilderFactory
	static Builder newBuilder() {
		return new Builder();
	}

	/**
	 * Builds the appender.
	 */
	static final class Builder extends RollingFileAppender.Builder<Builder> {

		@Override
		public RollingFileAppender build() {
			SharedFiles files = SharedPlugins.files(getConfiguration());
			if (files != null && files.isShared()) {
				withAppend(true);
				withStrategy(HeldStrategy.of((getStrategy() != null) ? getStrategy() : defaultStrategy()));
			}
			return super.build();
		}

		private RolloverStrategy defaultStrategy() {
			String compression = String.valueOf(Deflater.DEFAULT_COMPRESSION);
			return (getFileName() != null)
					? DefaultRolloverStrategy.newBuilder()
						.withCompressionLevelStr(compression)
						.withConfig(getConfiguration())
						.build()
					: DirectWriteRolloverStrategy.newBuilder()
						.withCompressionLevelStr(compression)
						.withConfig(getConfiguration())
						.build();
		}

	}

}

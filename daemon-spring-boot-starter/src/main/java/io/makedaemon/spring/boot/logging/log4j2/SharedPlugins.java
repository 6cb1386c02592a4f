package io.makedaemon.spring.boot.logging.log4j2;

import java.util.Map;

import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.appender.MemoryMappedFileAppender;
import org.apache.logging.log4j.core.appender.RandomAccessFileAppender;
import org.apache.logging.log4j.core.appender.RollingFileAppender;
import org.apache.logging.log4j.core.appender.RollingRandomAccessFileAppender;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.processor.PluginEntry;
import org.apache.logging.log4j.core.config.plugins.util.PluginManager;
import org.apache.logging.log4j.core.config.plugins.util.PluginType;
import org.jspecify.annotations.Nullable;

/**
 * The plugins of a configuration, with file appenders that share their files. They have
 * to be right from the beginning: some files are emptied, deleted or rolled as soon as
 * they are opened.
 */
final class SharedPlugins extends PluginManager {

	/** The appenders that are replaced. */
	private static final Map<Class<?>, Class<?>> SHARED = Map.of(FileAppender.class, SharedFileAppender.class,
			RandomAccessFileAppender.class, OwnFileAppender.class, MemoryMappedFileAppender.class,
			OwnFileAppender.class, RollingFileAppender.class, SharedRollingFileAppender.class,
			RollingRandomAccessFileAppender.class, SharedRollingFileAppender.class);

	private final SharedFiles files;

	/**
	 * Create the plugins of one configuration.
	 * @param files whether and how the files are shared
	 */
	SharedPlugins(SharedFiles files) {
		super(Node.CATEGORY);
		this.files = files;
	}

	/**
	 * Return how a configuration shares its files.
	 * @param configuration the configuration
	 * @return how; null if they are not shared from the beginning
	 */
	static @Nullable SharedFiles files(Configuration configuration) {
		return (configuration instanceof AbstractConfiguration known
				&& known.getPluginManager() instanceof SharedPlugins plugins) ? plugins.files : null;
	}

	/**
	 * Return whether an appender is one of those that replace others.
	 * @param plugin its class
	 */
	static boolean isShared(Class<?> plugin) {
		return SHARED.containsValue(plugin);
	}

	@Override
	public @Nullable PluginType<?> getPluginType(String name) {
		PluginType<?> type = super.getPluginType(name);
		Class<?> shared = (type != null) ? SHARED.get(type.getPluginClass()) : null;
		return (type != null && shared != null) ? replaced(type, shared) : type;
	}

	private static PluginType<?> replaced(PluginType<?> type, Class<?> plugin) {
		PluginEntry entry = new PluginEntry();
		entry.setKey(type.getKey());
		entry.setName(type.getKey());
		entry.setCategory(type.getCategory());
		entry.setClassName(plugin.getName());
		entry.setDefer(type.isDeferChildren());
		entry.setPrintable(type.isObjectPrintable());
		return new PluginType<>(entry, plugin, type.getElementName());
	}

}

package io.makedaemon.spring.boot;

import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import io.makedaemon.DaemonAttr;
import io.makedaemon.DaemonFile;
import io.makedaemon.StartListener;
import io.makedaemon.spring.boot.DaemonProperties.FileProperties;

/**
 * Makes the core's {@link DaemonAttr} of the properties. What the core refuses is told
 * with the property's name.
 */
final class DaemonAttrFactory {

	private static final int OCTAL = 8;

	private final DaemonProperties properties;

	DaemonAttrFactory(DaemonProperties properties) {
		this.properties = properties;
	}

	DaemonAttr create(String programName, StartListener startListener) {
		DaemonAttr.Builder builder = DaemonAttr.builder()
			.captureOutput(this.properties.captureOutput())
			.startListener(startListener);
		check("daemon.program-name", programName, () -> builder.programName(programName));
		check("daemon.working-directory", this.properties.workingDirectory(),
				() -> builder.workingDirectory(Path.of(this.properties.workingDirectory())));
		check("daemon.umask", this.properties.umask(), () -> builder.umask(umask()));
		check("daemon.start-timeout", this.properties.startTimeout(),
				() -> builder.startTimeout(this.properties.startTimeout()));
		check("daemon.jvm-options", this.properties.jvmOptions(),
				() -> builder.jvmOptions(this.properties.jvmOptions()));
		List<FileProperties> files = this.properties.files();
		for (int i = 0; i < files.size(); i++) {
			add(builder, files.get(i), "daemon.files[" + i + "].");
		}
		return builder.build();
	}

	private int umask() {
		try {
			return Integer.parseInt(this.properties.umask(), OCTAL);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("a umask is a number in octal, as in 027", ex);
		}
	}

	private static void add(DaemonAttr.Builder builder, FileProperties properties, String prefix) {
		String path = properties.path();
		if (path == null) {
			throw new InvalidConfigurationPropertyValueException(prefix + "path", null, "a file needs a path");
		}
		Path checkedPath = check(prefix + "path", path, () -> Path.of(path));
		DaemonFile file = check(prefix + "open", properties.options(),
				() -> DaemonFile.of(checkedPath, properties.options().toArray(OpenOption[]::new)));
		builder.files(properties.lock() ? file.locked() : file);
	}

	private static <T> T check(String property, Object value, Supplier<T> setter) {
		try {
			return setter.get();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(property, value, ex.getMessage());
		}
	}

}

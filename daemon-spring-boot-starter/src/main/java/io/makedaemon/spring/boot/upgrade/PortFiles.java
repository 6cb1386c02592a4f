package io.makedaemon.spring.boot.upgrade;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.boot.web.server.context.WebServerPortFileWriter;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.util.FileCopyUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Writes the files of Boot's {@link WebServerPortFileWriter} in its place. Loaded only if
 * there are web servers.
 */
final class PortFiles implements ApplicationListener<WebServerInitializedEvent> {

	private final WebServerPortFileWriter writer;

	private final Method getPortFile;

	private final ApplicationFiles files;

	private PortFiles(WebServerPortFileWriter writer, Method getPortFile, ApplicationFiles files) {
		this.writer = writer;
		this.getPortFile = getPortFile;
		this.files = files;
	}

	static void replaceWriters(ConfigurableApplicationContext context, ApplicationFiles files) {
		if (!(context instanceof AbstractApplicationContext abstractContext)) {
			return;
		}
		for (ApplicationListener<?> listener : List.copyOf(abstractContext.getApplicationListeners())) {
			if (listener instanceof WebServerPortFileWriter writer) {
				Method method = ReflectionUtils.findMethod(writer.getClass(), "getPortFile", ApplicationContext.class);
				if (method != null) {
					ReflectionUtils.makeAccessible(method);
					context.removeApplicationListener(writer);
					context.addApplicationListener(new PortFiles(writer, method, files));
				}
			}
		}
	}

	@Override
	public void onApplicationEvent(WebServerInitializedEvent event) {
		if (ReflectionUtils.invokeMethod(this.getPortFile, this.writer,
				event.getApplicationContext()) instanceof File file) {
			String port = String.valueOf(event.getWebServer().getPort());
			this.files.write(file, (target) -> write(port, target));
		}
	}

	private static void write(String port, File file) throws IOException {
		File directory = file.getAbsoluteFile().getParentFile();
		if (!directory.isDirectory() && !directory.mkdirs()) {
			throw new IOException("Cannot create " + directory);
		}
		FileCopyUtils.copy(port.getBytes(StandardCharsets.UTF_8), file);
	}

}

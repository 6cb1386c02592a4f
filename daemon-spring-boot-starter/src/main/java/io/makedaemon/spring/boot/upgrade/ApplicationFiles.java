package io.makedaemon.spring.boot.upgrade;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.system.ApplicationPid;
import org.springframework.boot.system.SystemProperties;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;

import io.makedaemon.spring.boot.config.ApplicationPidFile;
import io.makedaemon.spring.boot.event.DaemonDrainEvent;
import io.makedaemon.spring.boot.event.DaemonReadyEvent;
import io.makedaemon.spring.boot.start.StartListener;

/**
 * The files that an application lets Spring Boot write about itself: its process id and
 * its ports. A new generation writes them when it has taken over, and a former one does
 * not delete them when it ends.
 */
public final class ApplicationFiles implements StartListener {

	private static final String PORT_WRITER = "org.springframework.boot.web.server.context.WebServerPortFileWriter";

	private static final String FAIL = "spring.pid.fail-on-write-error";

	private static final Log log = LogFactory.getLog(ApplicationFiles.class);

	/** Whether the next generation has taken over from this process. */
	private static volatile boolean abandoned;

	private final ApplicationPidFile pidFile;

	/** What to write when this generation has taken over. */
	private final List<Write> pending = new ArrayList<>();

	private final List<File> written = new ArrayList<>();

	private boolean inCharge;

	/**
	 * Create the listener.
	 * @param pidFile the file for the process id
	 * @param upgraded whether this process replaces another one
	 */
	public ApplicationFiles(ApplicationPidFile pidFile, boolean upgraded) {
		this.pidFile = pidFile;
		this.inCharge = !upgraded;
	}

	@Override
	public void contextLoaded(ConfigurableApplicationContext context) {
		context.addApplicationListener(new Generations());
		if (ClassUtils.isPresent(PORT_WRITER, ApplicationFiles.class.getClassLoader())) {
			PortFiles.replaceWriters(context, this);
		}
		writePidFile(context);
	}

	@Override
	public void ready(ConfigurableApplicationContext context) {
		writePidFile(context);
	}

	private void writePidFile(ConfigurableApplicationContext context) {
		Path file = this.pidFile.take();
		if (file == null) {
			return;
		}
		String fail = context.getEnvironment().getProperty(FAIL);
		if (fail == null) {
			fail = SystemProperties.get("PID_FAIL_ON_WRITE_ERROR");
		}
		write(file.toFile(), (target) -> new ApplicationPid().write(target),
				this.inCharge && Boolean.parseBoolean(fail));
	}

	/**
	 * Write a file, now or when this process has taken over, and delete it when it ends.
	 */
	void write(File file, Content content) {
		write(file, content, false);
	}

	private void write(File file, Content content, boolean fail) {
		synchronized (this) {
			if (!this.inCharge) {
				this.pending.add(new Write(file, content));
				return;
			}
		}
		try {
			content.writeTo(file);
			written(file);
		}
		catch (IOException ex) {
			if (fail) {
				throw new IllegalStateException("Cannot create " + file, ex);
			}
			log.warn("Cannot create " + file, ex);
		}
	}

	private synchronized void written(File file) {
		if (this.written.isEmpty()) {
			try {
				Runtime.getRuntime().addShutdownHook(new Thread(this::delete, "daemon-files"));
			}
			catch (IllegalStateException ex) {
				delete();
			}
		}
		this.written.add(file);
	}

	/**
	 * Let the files be deleted, behind all hooks, as Boot does. That cannot be taken
	 * back, so it is not done before.
	 */
	private synchronized void delete() {
		if (!abandoned) {
			this.written.forEach(File::deleteOnExit);
		}
	}

	private void takeOver() {
		List<Write> writes;
		synchronized (this) {
			this.inCharge = true;
			writes = List.copyOf(this.pending);
			this.pending.clear();
		}
		writes.forEach((write) -> write(write.file(), write.content()));
	}

	/**
	 * Writes a file.
	 */
	interface Content {

		void writeTo(File file) throws IOException;

	}

	private record Write(File file, Content content) {
	}

	/**
	 * Comes before the application's own listeners.
	 */
	private final class Generations implements ApplicationListener<ApplicationEvent>, Ordered {

		@Override
		public int getOrder() {
			return Ordered.HIGHEST_PRECEDENCE;
		}

		@Override
		public void onApplicationEvent(ApplicationEvent event) {
			if (event instanceof DaemonReadyEvent) {
				takeOver();
			}
			else if (event instanceof DaemonDrainEvent) {
				abandoned = true;
			}
		}

	}

}

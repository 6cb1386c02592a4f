package io.makedaemon.spring.boot.logging.log4j2;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationFactory;

/**
 * A generation that logs numbered lines. Its files are shared from the beginning if it is
 * not the first one, and otherwise when somebody says so.
 */
final class Log4j2Writer {

	private static final long PAUSE = TimeUnit.MICROSECONDS.toNanos(500);

	private final Path directory;

	private final int generation;

	private final LoggerContext context = new LoggerContext("writer");

	private final SharedFiles files;

	private Log4j2Writer(Path directory, int generation) {
		this.directory = directory;
		this.generation = generation;
		this.files = new SharedFiles(this.context, generation);
	}

	/**
	 * Logs until somebody says that it is enough.
	 * @param args the directory, and the number of the generation
	 * @throws IOException if the directory cannot be used
	 */
	public static void main(String[] args) throws IOException {
		new Log4j2Writer(Path.of(args[0]), Integer.parseInt(args[1])).run();
	}

	private void run() throws IOException {
		boolean shared = this.generation > 1;
		if (shared) {
			this.files.begin();
			this.context.addPropertyChangeListener((event) -> this.files.configured());
		}
		this.context.start(ConfigurationFactory.getInstance()
			.getConfiguration(this.context, "writer", this.directory.resolve("log4j2.xml").toUri()));
		tell("began");
		Logger logger = this.context.getLogger("writer");
		int i = 0;
		while (!isTold("end")) {
			logger.info("g{} {}", this.generation, ++i);
			LockSupport.parkNanos(PAUSE);
			if (!shared && this.generation == 1 && isTold("share")) {
				shared = true;
				this.files.begin();
				tell("shared");
			}
			else if (shared && isTold("alone")) {
				shared = false;
				this.files.end();
				tell("rolls");
			}
		}
		this.context.stop();
		Files.writeString(this.directory.resolve("last." + this.generation), Integer.toString(i));
	}

	private boolean isTold(String what) {
		return Files.exists(this.directory.resolve(what + "." + this.generation));
	}

	private void tell(String what) throws IOException {
		Files.createFile(this.directory.resolve(what + "." + this.generation));
	}

}

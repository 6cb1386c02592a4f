package io.makedaemon.spring.boot.testapp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import io.makedaemon.Daemon;
import io.makedaemon.spring.boot.DaemonState;

/**
 * The {@link TestApplication}, run again in the same process each time a file appears in
 * the launch directory: on the main thread, on another one, by the same
 * {@link SpringApplication}, without arguments, or beside the one that runs.
 */
public final class RestartingApplication {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

	private RestartingApplication() {
	}

	/**
	 * Runs the applications.
	 * @param args the command line
	 * @throws InterruptedException never
	 */
	public static void main(String[] args) throws InterruptedException {
		SpringApplication first = new SpringApplication(TestApplication.class);
		ConfigurableApplicationContext context = first.run(args);
		for (int number = 2;; number++) {
			String way = await(number);
			if (!way.equals("beside")) {
				context.close();
			}
			SpringApplication application = way.equals("same") ? first : new SpringApplication(TestApplication.class);
			String[] arguments = way.equals("without arguments") ? new String[0] : args;
			if (way.equals("thread")) {
				Thread thread = new Thread(() -> run(application, arguments), "restart");
				thread.start();
				thread.join();
			}
			else {
				context = run(application, arguments);
			}
		}
	}

	private static String await(int number) {
		Path file = Daemon.launchDirectory().resolve("run-" + number);
		while (!Files.exists(file)) {
			LockSupport.parkNanos(PAUSE);
		}
		return read(file);
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static ConfigurableApplicationContext run(SpringApplication application, String... arguments) {
		ConfigurableApplicationContext context = application.run(arguments);
		System.out.println("printed in " + context.getBean(DaemonState.class).decision());
		LoggerFactory.getLogger("restart").info("logged in {}", context.getBean(DaemonState.class).stage());
		return context;
	}

}

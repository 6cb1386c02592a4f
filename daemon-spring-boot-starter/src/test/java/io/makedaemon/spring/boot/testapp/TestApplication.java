package io.makedaemon.spring.boot.testapp;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.ApplicationPidFileWriter;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ConfigurableApplicationContext;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonStage;

/**
 * An application that has the starter on its class path, and no web server. What it does
 * besides is said by the system property or the application's property {@code test.*}.
 */
@SpringBootApplication
public class TestApplication {

	/**
	 * Runs the application.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		LateHook.addIfWanted();
		if (Daemon.stage() == DaemonStage.DAEMON) {
			switch (System.getProperty("test.begin", "")) {
				case "throw" -> throw new IllegalStateException("thrown at the beginning of main");
				case "return" -> {
					return;
				}
				default -> {
					// Goes on
				}
			}
		}
		SpringApplication application = new SpringApplication(TestApplication.class);
		OwnProperties.addIfWanted(application);
		addPidFileWriter(application, System.getProperty("test.pid-file-writer", ""));
		ConfigurableApplicationContext context = application
			.run(Boolean.getBoolean("test.no-arguments") ? new String[0] : args);
		System.out.println("printed behind run");
		switch (System.getProperty("test.end", "")) {
			case "exit" -> {
				System.out.print("printed just before the exit");
				System.exit(3);
			}
			case "exit with code" -> System.exit(SpringApplication.exit(context, () -> 42));
			case "job" -> System.exit(SpringApplication.exit(context));
			case "throw" -> throw new IllegalStateException("thrown at the end of main");
			default -> {
				// Runs on
			}
		}
	}

	/**
	 * Lets Boot write a pid file as well.
	 */
	private static void addPidFileWriter(SpringApplication application, String when) {
		ApplicationPidFileWriter writer = new ApplicationPidFileWriter();
		if (when.equals("early")) {
			writer.setTriggerEventType(ApplicationEnvironmentPreparedEvent.class);
		}
		if (!when.isEmpty()) {
			application.addListeners(writer);
		}
	}

}

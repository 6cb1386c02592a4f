package io.makedaemon.spring.boot.testapp;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

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
		SpringApplication.run(TestApplication.class, args);
		System.out.println("printed behind run");
		switch (System.getProperty("test.end", "")) {
			case "exit" -> {
				System.out.print("printed just before the exit");
				System.exit(3);
			}
			case "throw" -> throw new IllegalStateException("thrown at the end of main");
			default -> {
				// Runs on
			}
		}
	}

}

package io.makedaemon.spring.boot.testapp;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An application that has the starter on its class path, and no web server.
 */
@SpringBootApplication
public class TestApplication {

	/**
	 * Runs the application.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		SpringApplication.run(TestApplication.class, args);
	}

}

package io.makedaemon.integration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An application with a web server and the endpoint.
 */
@SpringBootApplication
public class GuestApplication {

	/**
	 * Runs the application.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		SpringApplication.run(GuestApplication.class, args);
	}

}

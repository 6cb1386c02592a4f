package io.makedaemon.spring.boot.testapp;

import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Configuration;

/**
 * Two applications, one after the other.
 */
public final class TwoApplications {

	private TwoApplications() {
	}

	/**
	 * Runs a small application, and the {@link TestApplication}.
	 * @param args the command line, which both get
	 */
	public static void main(String[] args) {
		SpringApplication.run(First.class, args);
		SpringApplication.run(TestApplication.class, args);
	}

	/**
	 * The configuration of the first one.
	 */
	@Configuration
	static class First {

	}

}

package com.example.watched;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An application that registers with a server of Spring Boot Admin.
 */
@SpringBootApplication
public class WatchedApplication {

	public static void main(String[] args) {
		SpringApplication.run(WatchedApplication.class, args);
	}

}

package com.example.shaded;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An application whose libraries are in its jar.
 */
@SpringBootApplication
public class ShadedApplication {

	public static void main(String[] args) {
		SpringApplication.run(ShadedApplication.class, args);
	}

}

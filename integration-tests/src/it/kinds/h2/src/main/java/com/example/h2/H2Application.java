package com.example.h2;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * An application whose database is a file beside it.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class H2Application {

	public static void main(String[] args) {
		SpringApplication.run(H2Application.class, args);
	}

	@Bean
	ApplicationRunner pets(JdbcTemplate jdbc) {
		return (args) -> System.out.println("pets: " + jdbc.queryForList("SELECT name FROM pet", String.class));
	}

}

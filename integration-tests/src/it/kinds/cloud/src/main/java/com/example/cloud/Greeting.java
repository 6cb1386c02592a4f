package com.example.cloud;

import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Prints a property when it was changed.
 */
@Component
class Greeting {

	private final Environment environment;

	Greeting(Environment environment) {
		this.environment = environment;
	}

	@EventListener(EnvironmentChangeEvent.class)
	void print() {
		System.out.println("greeting: " + this.environment.getProperty("greeting"));
	}

}

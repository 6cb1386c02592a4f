package io.makedaemon.spring.boot.testapp;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Fails at the end, if its class is not loaded by then and cannot be: so does Spring
 * Boot's shutdown hook.
 */
@Component
@ConditionalOnProperty("test.failing-end")
class FailingEnd {

	FailingEnd() {
		SpringApplication.getShutdownHandlers().add(() -> {
			System.out.println("printed before the end has failed");
			Late.end();
		});
	}

	/**
	 * Loaded at the end.
	 */
	private static final class Late {

		static void end() {
			System.out.println("has not failed");
		}

	}

}

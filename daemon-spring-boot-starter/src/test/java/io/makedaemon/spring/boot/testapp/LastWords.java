package io.makedaemon.spring.boot.testapp;

import jakarta.annotation.PreDestroy;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Prints when the application ends.
 */
@Component
@ConditionalOnProperty("test.last-words")
class LastWords {

	private static final int LINES = 1000;

	@PreDestroy
	void print() {
		for (int i = 1; i <= LINES; i++) {
			System.out.println("last words, line " + i);
		}
		System.err.print("an unfinished last line");
	}

}

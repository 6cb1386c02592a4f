package io.makedaemon.spring.boot.testapp;

import java.util.concurrent.CountDownLatch;

import jakarta.annotation.PreDestroy;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Keeps the application from ending.
 */
@Component
@ConditionalOnProperty("test.hanging-end")
class HangingEnd {

	@PreDestroy
	void hang() throws InterruptedException {
		System.out.println("hanging at the end");
		new CountDownLatch(1).await();
	}

}

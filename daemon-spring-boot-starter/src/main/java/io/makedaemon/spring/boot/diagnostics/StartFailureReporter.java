package io.makedaemon.spring.boot.diagnostics;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import io.makedaemon.Daemon;

/**
 * Reports the failure of an application to the waiting parent. It is called first, sees
 * every failure, and leaves logging to Boot.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class StartFailureReporter implements SpringBootExceptionReporter {

	private final @Nullable ConfigurableApplicationContext context;

	StartFailureReporter(@Nullable ConfigurableApplicationContext context) {
		this.context = context;
	}

	@Override
	public boolean reportException(Throwable failure) {
		Daemon.context()
			.ifPresent((daemon) -> daemon
				.failed(FailureText.of(failure, (this.context != null) ? this.context.getEnvironment() : null)));
		return false;
	}

}

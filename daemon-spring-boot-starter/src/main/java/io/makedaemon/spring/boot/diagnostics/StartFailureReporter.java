package io.makedaemon.spring.boot.diagnostics;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonStage;
import io.makedaemon.DaemonSupervisor;

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
		Environment environment = (this.context != null) ? this.context.getEnvironment() : null;
		Daemon.context()
			.ifPresentOrElse((daemon) -> report(daemon, failure, environment), () -> reportEarly(failure, environment));
		return false;
	}

	/**
	 * Report a failure to read the configuration, before there is a daemon: only a
	 * supervisor needs to know, since a parent has read it as well.
	 */
	private static void reportEarly(Throwable failure, @Nullable Environment environment) {
		if (Daemon.stage() == DaemonStage.DAEMON) {
			DaemonSupervisor.failedBeforeStart(FailureText.of(failure, environment),
					FailureText.isExplained(failure, environment));
		}
	}

	/**
	 * Report a failure, and keep a supervisor from starting the daemon again if that
	 * would fail again.
	 * @param daemon the daemon
	 * @param failure the failure
	 * @param environment the environment; may be null
	 */
	static void report(DaemonContext daemon, Throwable failure, @Nullable Environment environment) {
		daemon.supervisor()
			.filter((supervisor) -> FailureText.isExplained(failure, environment))
			.ifPresent(DaemonSupervisor::giveUp);
		daemon.failed(FailureText.of(failure, environment));
	}

}

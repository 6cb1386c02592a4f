package io.makedaemon.spring.boot.start;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Listens to the phases of an application's start, which occur in this order on the
 * thread that runs the application. By default, nothing is done.
 */
public interface StartListener {

	/** Does nothing. */
	StartListener NO_OP = new StartListener() {
	};

	/**
	 * The logging system is initialized.
	 */
	default void loggingInitialized() {
	}

	/**
	 * The context has its environment, but no bean definitions yet.
	 * @param context the application's context
	 */
	default void contextPrepared(ConfigurableApplicationContext context) {
	}

	/**
	 * The context is about to be refreshed, which creates the beans.
	 * @param context the application's context
	 */
	default void contextLoaded(ConfigurableApplicationContext context) {
	}

	/**
	 * The beans are created, and the runners are next.
	 */
	default void started() {
	}

	/**
	 * The application is ready, and its main method continues.
	 * @param context the application's context
	 */
	default void ready(ConfigurableApplicationContext context) {
	}

	/**
	 * The application has failed before it was ready.
	 * @param failure the failure
	 */
	default void failed(Throwable failure) {
	}

}

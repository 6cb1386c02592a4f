package io.makedaemon.spring.boot.start;

import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

import io.makedaemon.DaemonContext;
import io.makedaemon.spring.boot.diagnostics.EmptyInput;
import io.makedaemon.spring.boot.diagnostics.FailureText;
import io.makedaemon.spring.boot.event.DaemonReadyEvent;
import io.makedaemon.spring.boot.event.DaemonSoleOwnerEvent;

/**
 * What the daemon tells the waiting command about its start.
 *
 * <p>
 * A ready application may fail right afterwards, at the end of its main method, or main
 * may run another one, as a builder does with a child context. Therefore the command is
 * told only when main has returned, waits for something, or has continued for a while,
 * and runs no other application.
 */
public final class StartReport implements StartListener {

	/** How long to wait for the rest of main. Most applications have none. */
	private static final Duration MAIN_PATIENCE = Duration.ofMillis(250);

	/** How many times longer to wait while main is busy. */
	private static final int BUSY_ROUNDS = 8;

	/** How long an ending process waits for its report. */
	private static final Duration REPORT_PATIENCE = Duration.ofSeconds(1);

	private static volatile @Nullable StartReport current;

	private final DaemonContext daemon;

	private final Runnable exit;

	private final AtomicBoolean done = new AtomicBoolean();

	/** Applications that are not ready yet. */
	private final AtomicInteger others = new AtomicInteger();

	private @Nullable ConfigurableApplicationContext context;

	private @Nullable SlowSteps steps;

	/**
	 * Create a report.
	 * @param daemon the daemon that reports
	 * @param exit ends the process as failed
	 */
	public StartReport(DaemonContext daemon, Runnable exit) {
		this.daemon = daemon;
		this.exit = exit;
		current = this;
	}

	/**
	 * Make the report of this process, if there is one yet, wait for another application
	 * that starts now. If that application fails, it never becomes ready: the exception
	 * reporters report it, after the run listeners.
	 * @return the listener for when the other application is ready
	 */
	public static StartListener awaitOther() {
		StartReport report = current;
		if (report == null) {
			return NO_OP;
		}
		report.others.incrementAndGet();
		return new StartListener() {

			@Override
			public void ready(ConfigurableApplicationContext context) {
				report.others.decrementAndGet();
			}

		};
	}

	/**
	 * Return a listener for an application that replaces a closed one: the daemon is
	 * already ready, and the new beans need to be told.
	 * @param daemon the daemon
	 * @return the listener for when the application is ready
	 */
	public static StartListener ofSuccessor(DaemonContext daemon) {
		return new StartListener() {

			@Override
			public void ready(ConfigurableApplicationContext context) {
				run(() -> publish(context, daemon));
			}

		};
	}

	@Override
	public void contextLoaded(ConfigurableApplicationContext context) {
		this.context = context;
		if (this.daemon.isAwaited()) {
			this.daemon.progress(SlowSteps.REFRESHING);
			this.steps = SlowSteps.observe(context, this.daemon::progress);
		}
		context.addApplicationListener((ApplicationListener<ContextClosedEvent>) (event) -> {
			if (event.getApplicationContext() == context) {
				closed();
			}
		});
	}

	@Override
	public void started() {
		endSteps();
		this.daemon.progress("context refreshed");
	}

	@Override
	public void failed(Throwable failure) {
		endSteps();
	}

	private void endSteps() {
		if (this.steps != null) {
			this.steps.end();
		}
	}

	/**
	 * The context was closed. A failure has been reported before that, and an ending
	 * process has another reason to close the context.
	 */
	private void closed() {
		if (!isEnding()) {
			failed(EmptyInput.explain("The application context was closed before the application was ready."));
		}
	}

	private boolean failed(String text) {
		boolean first = this.done.compareAndSet(false, true);
		if (first) {
			this.daemon.failed(text);
		}
		return first;
	}

	@Override
	public void ready(ConfigurableApplicationContext context) {
		if (!this.daemon.isAwaited()) {
			this.daemon.ready();
			run(this::publish);
			return;
		}
		Thread main = Thread.currentThread();
		UncaughtExceptionHandler handler = main.getUncaughtExceptionHandler();
		main.setUncaughtExceptionHandler((thread, failure) -> {
			boolean first = failed(FailureText.of(failure, null));
			handler.uncaughtException(thread, failure);
			if (first) {
				this.exit.run();
			}
		});
		boolean kept = isKeptRunning(main);
		Thread thread = run(() -> await(main, kept));
		if (!kept) {
			atEnd(() -> awaitReport(main, thread));
		}
	}

	private static Thread run(Runnable action) {
		Thread thread = new Thread(action, "daemon-ready");
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private static void atEnd(Runnable action) {
		try {
			Runtime.getRuntime().addShutdownHook(new Thread(action, "daemon-end"));
		}
		catch (IllegalStateException ex) {
			// The process is ending already
		}
	}

	/**
	 * Wait for the report. When main has returned and nothing else runs, the process
	 * ends, and must not do so before it has reported that.
	 */
	private static void awaitReport(Thread main, Thread reporter) {
		try {
			if (!main.isAlive()) {
				reporter.join(REPORT_PATIENCE.toMillis());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void await(Thread main, boolean kept) {
		try {
			int round = 0;
			do {
				main.join(MAIN_PATIENCE.toMillis());
				round++;
			}
			while (main.isAlive()
					&& (this.others.get() > 0 || (round < BUSY_ROUNDS && main.getState() == Thread.State.RUNNABLE)));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		boolean ending = isEnding();
		if (!main.isAlive() && !ending && !this.daemon.isAwaited()) {
			// The failure of another application was reported, and the first one must not
			// stay
			this.exit.run();
			return;
		}
		// An ending process has its own threads for that
		if (!main.isAlive() && !(ending ? kept : isKeptRunning(main))) {
			failed(EmptyInput
				.explain("The application was ready, but nothing keeps it running. Without a web server it "
						+ "needs a thread that is not a daemon thread, or spring.main.keep-alive=true."));
		}
		else if (!ending && this.done.compareAndSet(false, true)) {
			this.daemon.ready();
			publish();
		}
	}

	private void publish() {
		if (this.context != null) {
			publish(this.context, this.daemon);
		}
	}

	private static void publish(ConfigurableApplicationContext context, DaemonContext daemon) {
		if (!context.isActive()) {
			return;
		}
		try {
			context.publishEvent(new DaemonReadyEvent(context, daemon));
			daemon.onSoleOwner(() -> publishSoleOwner(context, daemon));
		}
		catch (RuntimeException | Error ex) {
			LogFactory.getLog(StartReport.class).error("A listener of the DaemonReadyEvent has failed", ex);
		}
	}

	private static void publishSoleOwner(ConfigurableApplicationContext context, DaemonContext daemon) {
		if (!context.isActive()) {
			return;
		}
		try {
			context.publishEvent(new DaemonSoleOwnerEvent(context, daemon));
		}
		catch (RuntimeException | Error ex) {
			LogFactory.getLog(StartReport.class).error("A listener of the DaemonSoleOwnerEvent has failed", ex);
		}
	}

	/**
	 * Return whether the process is ending, in which case no hook can be added any more.
	 */
	private static boolean isEnding() {
		Thread hook = new Thread("daemon-none");
		try {
			Runtime.getRuntime().addShutdownHook(hook);
			return !Runtime.getRuntime().removeShutdownHook(hook);
		}
		catch (IllegalStateException ex) {
			return true;
		}
	}

	/**
	 * Return whether something keeps the process running. When main has returned, its
	 * thread becomes one of the JVM's own that waits for the others.
	 */
	private static boolean isKeptRunning(Thread main) {
		return Threads.all()
			.anyMatch((thread) -> !thread.isDaemon() && thread != main && !thread.getName().equals("DestroyJavaVM"));
	}

}

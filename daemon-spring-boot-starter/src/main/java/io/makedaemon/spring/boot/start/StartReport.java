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
import io.makedaemon.spring.boot.diagnostics.FailureText;
import io.makedaemon.spring.boot.event.DaemonReadyEvent;

/**
 * What the daemon tells the waiting command of its start.
 *
 * <p>
 * An application that is ready may fail at once, at the end of its main method, or main
 * may run another one, as a builder does with the child of a context. So the command is
 * told when main has returned, or waits for something, or has gone on for a while, and
 * runs no other application.
 */
public final class StartReport implements StartListener {

	/** How long the rest of main is waited for. Most have no rest. */
	private static final Duration MAIN_PATIENCE = Duration.ofMillis(250);

	/** How many times as long it is waited for while it does not wait itself. */
	private static final int BUSY_ROUNDS = 8;

	/** How long a process that ends waits for what it has to say. */
	private static final Duration REPORT_PATIENCE = Duration.ofSeconds(1);

	private static volatile @Nullable StartReport current;

	private final DaemonContext daemon;

	private final Runnable exit;

	private final AtomicBoolean done = new AtomicBoolean();

	/** Applications that are not ready yet. */
	private final AtomicInteger others = new AtomicInteger();

	private @Nullable ConfigurableApplicationContext context;

	/**
	 * Create a report.
	 * @param daemon who reports
	 * @param exit ends the process as one that has failed
	 */
	public StartReport(DaemonContext daemon, Runnable exit) {
		this.daemon = daemon;
		this.exit = exit;
		current = this;
	}

	/**
	 * Make the report of this process, if there is one yet, wait for another application
	 * that starts now. One that fails never is ready: the exception reporters tell of it,
	 * after the run listeners.
	 * @return what is to be told when the other application is ready
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
	 * Return what is told of an application that takes the place of one that was closed:
	 * the daemon is ready already, and the beans want to know.
	 * @param daemon the daemon
	 * @return what is to be told when the application is ready
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
		this.daemon.progress("context refreshing");
		context.addApplicationListener((ApplicationListener<ContextClosedEvent>) (event) -> {
			if (event.getApplicationContext() == context) {
				closed();
			}
		});
	}

	@Override
	public void started() {
		this.daemon.progress("context refreshed");
	}

	/**
	 * What fails is told before the context is closed. A process that is ending has
	 * another reason to close it.
	 */
	private void closed() {
		if (!isEnding()) {
			failed("The application context was closed before the application was ready.");
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
			// It is the end already
		}
	}

	/**
	 * When main has returned and nothing else runs, the process ends, and must not do so
	 * before it has said that.
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
			// The failure of another application was told, and the first one is not to
			// stay
			this.exit.run();
			return;
		}
		// A process that is ending has threads of its own for that
		if (!main.isAlive() && !(ending ? kept : isKeptRunning(main))) {
			failed("The application was ready, but nothing keeps it running. Without a web server it needs a thread "
					+ "that is no daemon thread, or spring.main.keep-alive=true.");
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
		}
		catch (RuntimeException | Error ex) {
			LogFactory.getLog(StartReport.class).error("A listener of the DaemonReadyEvent has failed", ex);
		}
	}

	/**
	 * Return whether the process is ending: no hook can be added any more then.
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
	 * When main has returned, its thread becomes one of the JVM's own that waits for the
	 * others.
	 */
	private static boolean isKeptRunning(Thread main) {
		return Threads.all()
			.anyMatch((thread) -> !thread.isDaemon() && thread != main && !thread.getName().equals("DestroyJavaVM"));
	}

}

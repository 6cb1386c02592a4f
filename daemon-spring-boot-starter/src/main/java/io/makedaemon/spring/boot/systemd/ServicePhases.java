package io.makedaemon.spring.boot.systemd;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

import io.makedaemon.DaemonSignal;
import io.makedaemon.ProcessState;
import io.makedaemon.signal.SignalQueue;
import io.makedaemon.spring.boot.diagnostics.FailureText;
import io.makedaemon.spring.boot.signal.ApplicationSignals;
import io.makedaemon.spring.boot.start.StartListener;
import io.makedaemon.systemd.NotifySocket;
import io.makedaemon.systemd.WatchdogInterval;

/**
 * Notifies the service manager about the phases of an application; see sd_notify(3).
 * Nothing here makes the application fail or wait, except for at most a second at its
 * end.
 */
public final class ServicePhases implements StartListener {

	private final ServiceNotifier notifier;

	private final Environment environment;

	private final SignalQueue signals;

	private @Nullable Watchdog watchdog;

	private boolean failed;

	private boolean stopping;

	ServicePhases(ServiceNotifier notifier, Environment environment, SignalQueue signals) {
		this.notifier = notifier;
		this.environment = environment;
		this.signals = signals;
	}

	/**
	 * Begin with the service manager named by the environment of the process. From now
	 * on, SIGHUP tells the application to reload, like a daemon.
	 * @param environment the application's environment
	 * @return the listener that notifies; {@link StartListener#NO_OP} if no service
	 * manager listens
	 */
	public static StartListener begin(Environment environment) {
		NotifySocket socket = NotifySocket.ofEnvironment();
		return (socket != null) ? new ServicePhases(new ServiceNotifier(socket::send), environment,
				SignalQueue.of(List.of(DaemonSignal.HUP.name()))) : NO_OP;
	}

	/**
	 * Notify that the context is about to be refreshed; from now on, its closing is
	 * notified, too.
	 */
	@Override
	public void contextLoaded(ConfigurableApplicationContext context) {
		context.addApplicationListener(new ContextClosing(context, this::stopping));
		this.notifier.send("STATUS=context refreshing");
	}

	/**
	 * Notify that the application is ready, start to ping the watchdog if there is one,
	 * and let signals take effect.
	 */
	@Override
	public synchronized void ready(ConfigurableApplicationContext context) {
		if (this.stopping) {
			return;
		}
		new ApplicationSignals(this::deliverTo).ready(context);
		Duration readyAfter = Duration.between(ProcessState.now().startedAt(), Instant.now());
		this.notifier.send("READY=1",
				String.format(Locale.ROOT, "STATUS=ready after %.1f seconds", readyAfter.toMillis() / 1000.0));
		Duration interval = WatchdogInterval.ofEnvironment();
		if (interval != null) {
			this.watchdog = new Watchdog(interval.dividedBy(2), new ContextLiveness(context), this.notifier::ping,
					"the service manager's watchdog is not pinged");
			this.watchdog.start();
		}
	}

	private void deliverTo(Consumer<DaemonSignal> listener) {
		this.signals.deliverTo((name) -> listener.accept(DaemonSignal.valueOf(name)));
	}

	@Override
	public synchronized void failed(Throwable failure) {
		this.failed = true;
		this.notifier.send(
				"STATUS=failed: " + FailureText.of(failure, this.environment).lines().findFirst().orElse("no reason"));
		this.notifier.flush();
	}

	private synchronized void stopping() {
		this.stopping = true;
		if (this.watchdog != null) {
			this.watchdog.close();
		}
		if (this.failed) {
			// The reason stays visible
			this.notifier.send("STOPPING=1");
		}
		else {
			this.notifier.send("STOPPING=1", "STATUS=stopping");
		}
		this.notifier.close();
	}

}

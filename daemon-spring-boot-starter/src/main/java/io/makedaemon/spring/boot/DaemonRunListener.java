package io.makedaemon.spring.boot;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonStage;
import io.makedaemon.spring.boot.config.ApplicationPidFile;
import io.makedaemon.spring.boot.start.StartListener;
import io.makedaemon.spring.boot.start.StartReport;
import io.makedaemon.spring.boot.upgrade.ApplicationFiles;

/**
 * Hooks MakeDaemon into Spring Boot: the daemon is made while the environment is
 * prepared, and is reported ready after all other listeners have been notified.
 */
class DaemonRunListener implements SpringApplicationRunListener, Ordered {

	private final SpringApplication application;

	private final DaemonLaunch launch;

	/**
	 * The listener of the daemon's application, if this is another application in its
	 * process.
	 */
	private StartListener other = StartListener.NO_OP;

	private @Nullable ApplicationPidFile pidFile;

	/**
	 * The listener for what Boot writes about a daemon.
	 */
	private StartListener files = StartListener.NO_OP;

	DaemonRunListener(SpringApplication application) {
		this.application = application;
		this.launch = new DaemonLaunch(application);
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void starting(ConfigurableBootstrapContext bootstrapContext) {
		this.launch.begin(bootstrapContext);
		this.application.addListeners(this.launch, new LoggingInitialized());
		this.other = StartReport.awaitOther();
		if (Daemon.stage() == DaemonStage.DAEMON) {
			this.pidFile = new ApplicationPidFile(Daemon.launchDirectory());
			this.application.addListeners(this.pidFile);
		}
	}

	@Override
	public void contextPrepared(ConfigurableApplicationContext context) {
		this.launch.listeners().forEach((listener) -> listener.contextPrepared(context));
	}

	@Override
	public void contextLoaded(ConfigurableApplicationContext context) {
		this.launch.listeners().forEach((listener) -> listener.contextLoaded(context));
		if (this.pidFile != null && ApplicationPidFile.isWanted(context)) {
			this.files = new ApplicationFiles(this.pidFile, isUpgraded());
			this.files.contextLoaded(context);
		}
	}

	private static boolean isUpgraded() {
		DaemonContext daemon = Daemon.context().orElse(null);
		return daemon != null && daemon.upgradedFrom().isPresent();
	}

	@Override
	public void started(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
		this.launch.listeners().forEach(StartListener::started);
	}

	@Override
	public void ready(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
		this.files.ready(context);
		this.launch.listeners().forEach((listener) -> listener.ready(context));
		this.other.ready(context);
	}

	@Override
	public void failed(@Nullable ConfigurableApplicationContext context, Throwable exception) {
		this.launch.listeners().forEach((listener) -> listener.failed(exception));
	}

	/**
	 * Notifies the listeners that logging is initialized, for which Boot has no phase.
	 */
	private final class LoggingInitialized
			implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

		/** Logging is initialized at +20. */
		private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 21;

		@Override
		public int getOrder() {
			return ORDER;
		}

		@Override
		public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
			DaemonLaunch launch = DaemonRunListener.this.launch;
			if (launch.isOfThisRun(event)) {
				launch.listeners().forEach(StartListener::loggingInitialized);
			}
		}

	}

}

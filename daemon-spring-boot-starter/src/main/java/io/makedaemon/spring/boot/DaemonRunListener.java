package io.makedaemon.spring.boot;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonException;
import io.makedaemon.DaemonStage;
import io.makedaemon.spring.boot.config.ApplicationPidFile;
import io.makedaemon.spring.boot.health.HealthAddress;
import io.makedaemon.spring.boot.signal.ApplicationSignals;
import io.makedaemon.spring.boot.systemd.ServicePhases;

/**
 * Where MakeDaemon hooks into Spring Boot: the daemon is made while the environment is
 * prepared, and is reported ready after everybody else was told.
 */
class DaemonRunListener implements SpringApplicationRunListener, Ordered {

	private static final String STATE_BEAN = "daemonState";

	private static final String CONTEXT_BEAN = "daemonContext";

	private static final String CAPTURE_BEAN = "daemonCapturedOutput";

	private final SpringApplication application;

	private final DaemonLaunch launch;

	/** That of the process, if this is not the first application in it. */
	private @Nullable StartReport reportOfFirst;

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
		this.application.addListeners(this.launch, new LoggingInitialized(this.launch));
		this.reportOfFirst = StartReport.current();
		if (this.reportOfFirst != null) {
			this.reportOfFirst.otherStarts();
		}
		if (Daemon.stage() == DaemonStage.DAEMON) {
			this.application.addListeners(new ApplicationPidFile(Daemon.launchDirectory()));
		}
	}

	@Override
	public void contextPrepared(ConfigurableApplicationContext context) {
		DaemonState state = this.launch.state();
		ConfigurableListableBeanFactory beans = context.getBeanFactory();
		// A parent's state is that of its children, but not a bootstrap context's
		if (state == null || (this.launch.report() == null && beans.containsBean(STATE_BEAN))) {
			return;
		}
		beans.registerSingleton(STATE_BEAN, state);
		Daemon.context().ifPresent((daemon) -> beans.registerSingleton(CONTEXT_BEAN, daemon));
		if (state.capturedOutput() != null) {
			beans.registerSingleton(CAPTURE_BEAN, state.capturedOutput());
		}
		Log log = LogFactory.getLog(DaemonRunListener.class);
		if (Daemon.unsupported() != null) {
			log.info("The application runs in the foreground: " + Daemon.unsupported());
		}
		else {
			log.debug("Running as " + state.decision());
		}
	}

	@Override
	public void contextLoaded(ConfigurableApplicationContext context) {
		StartReport report = this.launch.report();
		if (report != null) {
			report.contextLoaded(context);
			Daemon.context()
				.ifPresent((daemon) -> HealthAddress.await(context,
						(url) -> daemon.publish(HealthAddress.PUBLISHED_AS, url)));
		}
		ServicePhases phases = this.launch.phases();
		if (phases != null) {
			phases.contextLoaded(context);
		}
	}

	@Override
	public void started(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
		StartReport report = this.launch.report();
		if (report != null) {
			report.started();
		}
	}

	@Override
	public void ready(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
		if (this.launch.state() != null) {
			this.launch.state().ready();
		}
		StartReport report = this.launch.report();
		if (report != null) {
			handleSignals(context);
			report.ready();
		}
		if (this.reportOfFirst != null) {
			this.reportOfFirst.otherIsReady();
		}
		ServicePhases phases = this.launch.phases();
		if (phases != null) {
			phases.ready(context);
		}
	}

	private void handleSignals(ConfigurableApplicationContext context) {
		try {
			Daemon.context().ifPresent((daemon) -> daemon.onSignal(new ApplicationSignals(context)::handle));
		}
		catch (DaemonException ex) {
			LogFactory.getLog(DaemonRunListener.class).warn(ex.getMessage());
		}
	}

	@Override
	public void failed(@Nullable ConfigurableApplicationContext context, Throwable exception) {
		ServicePhases phases = this.launch.phases();
		if (phases != null) {
			phases.failed(exception);
		}
	}

}

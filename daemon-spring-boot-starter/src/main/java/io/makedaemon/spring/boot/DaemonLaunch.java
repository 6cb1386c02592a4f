package io.makedaemon.spring.boot;

import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonException;
import io.makedaemon.DaemonStage;
import io.makedaemon.DaemonSupervisor;
import io.makedaemon.spring.boot.command.CommandRunner;
import io.makedaemon.spring.boot.command.DaemonCommand;
import io.makedaemon.spring.boot.config.ConfigurationDigest;
import io.makedaemon.spring.boot.diagnostics.FailureText;
import io.makedaemon.spring.boot.diagnostics.StartRefusedException;
import io.makedaemon.spring.boot.diagnostics.Terminal;
import io.makedaemon.spring.boot.logging.CaptureSettings;
import io.makedaemon.spring.boot.logging.logback.EarlyLogback;
import io.makedaemon.spring.boot.logging.LogFileLocation;
import io.makedaemon.spring.boot.prepare.TrainingRun;
import io.makedaemon.spring.boot.socket.InheritedSockets;
import io.makedaemon.spring.boot.start.StartListener;
import io.makedaemon.spring.boot.start.StartReport;
import io.makedaemon.spring.boot.systemd.ServicePhases;
import io.makedaemon.spring.boot.upgrade.ApplicationDrain;
import io.makedaemon.spring.boot.upgrade.SoleWork;
import io.makedaemon.spring.boot.upgrade.SoleWorkHold;
import io.makedaemon.systemd.ActivatedSocket;

/**
 * Makes the application a daemon as soon as its configuration has been read, and before
 * the logging system is initialized, so that the parent never opens a log file.
 */
class DaemonLaunch implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

	/** Configuration data is loaded at +10, logging is initialized at +20. */
	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 15;

	/**
	 * The sockets of the service manager, if the process is in the foreground: whichever
	 * of its applications has a web server takes them.
	 */
	private static volatile StartListener activatedSockets = StartListener.NO_OP;

	private final SpringApplication application;

	/**
	 * The run of the application that this launch is for, since an application can be run
	 * again.
	 */
	private @Nullable ConfigurableBootstrapContext run;

	private List<StartListener> listeners = List.of();

	DaemonLaunch(SpringApplication application) {
		this.application = application;
	}

	/**
	 * Begin with a run of the application.
	 * @param bootstrapContext the context that identifies the run
	 */
	void begin(ConfigurableBootstrapContext bootstrapContext) {
		this.run = bootstrapContext;
	}

	/**
	 * Return whether an event belongs to the run that this launch is for.
	 */
	boolean isOfThisRun(ApplicationEnvironmentPreparedEvent event) {
		return event.getBootstrapContext() == this.run;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		if (!isOfThisRun(event)) {
			return;
		}
		ConfigurableEnvironment environment = event.getEnvironment();
		DaemonProcess process = DaemonProcess.current();
		if (process != null) {
			this.listeners = process.join(environment, DaemonSkipCheck.isChild(this.application, environment));
			return;
		}
		String foreground;
		try {
			foreground = DaemonSkipCheck.ofCaller(this.application, environment);
			if (foreground == null) {
				launch(environment);
				return;
			}
		}
		catch (RuntimeException ex) {
			end(ex, environment);
			return;
		}
		DaemonProperties properties = new DaemonPropertiesBinder(environment).bind();
		stay(environment, properties, ProgramName.of(properties.programName(), environment, this.application),
				Foreground.expected(foreground));
	}

	/**
	 * End with a failure that Boot cannot report yet: there is no logging and no shutdown
	 * hook.
	 */
	private static void end(RuntimeException failure, ConfigurableEnvironment environment) {
		String text = FailureText.of(failure, environment);
		// Otherwise the system has refused something, and may not the next time
		boolean wrongConfiguration = !(failure instanceof DaemonException);
		Daemon.context().ifPresentOrElse((daemon) -> {
			daemon.supervisor().filter((supervisor) -> wrongConfiguration).ifPresent(DaemonSupervisor::giveUp);
			daemon.failed(text);
		}, () -> {
			DaemonSupervisor.failedBeforeStart(text, wrongConfiguration);
			Terminal.complain(text);
		});
		System.exit(CommandRunner.exitCode(failure, environment));
	}

	private void launch(ConfigurableEnvironment environment) {
		UnseenArguments.refuse(environment, System.getProperty("sun.java.command", ""));
		if (DaemonCommand.find(environment) == DaemonCommand.HELP) {
			System.exit(CommandRunner.help());
		}
		DaemonProperties properties = new DaemonPropertiesBinder(environment).bind();
		String name = ProgramName.of(properties.programName(), environment, this.application);
		LogFileLocation log = new LogFileLocation(environment, Daemon.launchDirectory(), name);
		if (Daemon.stage() == DaemonStage.DAEMON) {
			becomeDaemon(environment, properties, name, log);
			return;
		}
		Foreground foreground = DaemonSkipCheck.ofSurroundings(properties, environment);
		// The process ends here, unless the application runs in it
		new ParentStart(environment, properties, name, log, () -> sockets(properties, environment))
			.run(foreground != null)
			.ifPresent(System::exit);
		if (foreground != null) {
			stay(environment, properties, name, foreground);
		}
	}

	private List<DeclaredSocket> sockets(DaemonProperties properties, ConfigurableEnvironment environment) {
		return properties.hasSockets() ? DeclaredSocket.of(properties, environment, isWeb(environment)) : List.of();
	}

	/**
	 * Boot binds the property later.
	 */
	private boolean isWeb(ConfigurableEnvironment environment) {
		String type = environment.getProperty("spring.main.web-application-type");
		return (type != null) ? !type.equalsIgnoreCase(WebApplicationType.NONE.name())
				: this.application.getWebApplicationType() != WebApplicationType.NONE;
	}

	private void stay(ConfigurableEnvironment environment, DaemonProperties properties, String name,
			Foreground foreground) {
		try {
			Daemon.stayInForeground();
		}
		catch (DaemonException ex) {
			end(ex, environment);
		}
		EarlyLogback.print();
		TrainingRun.apply(environment);
		StartListener service = foreground.reason().equals(DaemonSkipCheck.NOTIFIED) ? ServicePhases.begin(environment)
				: StartListener.NO_OP;
		DaemonContext activated = takesActivated(environment) ? ForegroundContext.of(environment, name) : null;
		DaemonState state = new DaemonState(name, foreground.decision(), null, null, activated);
		DaemonBeans beans = new DaemonBeans(state, activated, foreground.notice());
		if (activated != null) {
			StartListener inherited = inherited(activated, properties, environment);
			activatedSockets = (inherited != null) ? inherited : StartListener.NO_OP;
		}
		this.listeners = List.of(beans, service, activatedSockets);
	}

	/**
	 * Return whether the service manager has handed over sockets for this run. The
	 * servers of the first run take them, also in the foreground, and close them.
	 */
	private boolean takesActivated(ConfigurableEnvironment environment) {
		return System.getenv(ActivatedSocket.PROCESS) != null && !DaemonSkipCheck.isChild(this.application, environment)
				&& !ActivatedSocket.ofThisProcess().isEmpty() && activatedSockets == StartListener.NO_OP;
	}

	private void becomeDaemon(ConfigurableEnvironment environment, DaemonProperties properties, String name,
			LogFileLocation log) {
		DaemonAttrFactory factory = new DaemonAttrFactory(properties);
		CaptureSettings settings = factory.captureSettings();
		WorkingDirectory directory = WorkingDirectory.of(properties, log, environment);
		ConfigurationDigest digest = ConfigurationDigest.of(environment);
		// The parent, which may run as another user, has found the pid file and the
		// preparation
		DaemonContext daemon = Daemon.makeDaemon(factory.create(name, log, directory, null, digest.toString(), null));
		if (daemon.supervisor().map(DaemonSupervisor::restarts).orElse(0) == 0) {
			check(digest.difference(daemon.message(), WorkingDirectory.isElsewhere()));
		}
		StartReport report = new StartReport(daemon, () -> System.exit(1));
		this.listeners = DaemonProcess
			.begin(daemon, name, log, directory, settings, sockets(daemon, properties, environment))
			.first(environment, report);
	}

	/**
	 * Return the listeners that serve the inherited sockets, and that take part in
	 * upgrades.
	 */
	private static List<StartListener> sockets(DaemonContext daemon, DaemonProperties properties,
			ConfigurableEnvironment environment) {
		InheritedSockets sockets = inherited(daemon, properties, environment);
		if (sockets == null) {
			return List.of();
		}
		SoleWork work = new SoleWork(properties.holdSchedulers(), properties.holdListeners());
		List<StartListener> listeners = new ArrayList<>();
		listeners.add(sockets);
		listeners.add(new ApplicationDrain(daemon, sockets, work, properties.drainTimeout()));
		if (daemon.upgradedFrom().isPresent() && work.isAny()) {
			listeners.add(new SoleWorkHold(work, daemon::onSoleOwner));
		}
		return listeners;
	}

	private static @Nullable InheritedSockets inherited(DaemonContext daemon, DaemonProperties properties,
			ConfigurableEnvironment environment) {
		Map<String, ServerSocketChannel> channels = daemon.sockets();
		if (channels.isEmpty()) {
			return null;
		}
		Map<String, InetSocketAddress> addresses = new HashMap<>();
		Set<String> early = new HashSet<>();
		for (DeclaredSocket socket : DeclaredSocket.of(properties, environment, true)) {
			if (socket.address() instanceof InetSocketAddress address) {
				addresses.put(socket.name(), address);
			}
			if (socket.accept() == SocketAccept.STARTED) {
				early.add(socket.name());
			}
		}
		return InheritedSockets.of(channels, addresses, early);
	}

	private static void check(@Nullable String difference) {
		if (difference != null) {
			throw new StartRefusedException(
					"The daemon does not read the same configuration as the command: " + difference
							+ " is missing, or has different content, on one of the two sides.",
					ConfigurationDigest.isFile(difference)
							? "Check whether it has changed in the meantime, and whether the user "
									+ System.getProperty("user.name") + " may read it, then start again."
							: "Code of the application adds it. If that reads a relative path, set "
									+ WorkingDirectory.PROPERTY + " to " + Daemon.launchDirectory() + ".");
		}
	}

	/**
	 * Return the listeners to the phases of the application's start.
	 * @return the listeners; none before the environment is prepared
	 */
	List<StartListener> listeners() {
		return this.listeners;
	}

}

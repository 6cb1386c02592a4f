package io.makedaemon.spring.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonStage;
import io.makedaemon.capture.CapturedStreams;
import io.makedaemon.spring.boot.diagnostics.EmptyInput;
import io.makedaemon.spring.boot.health.HealthAddress;
import io.makedaemon.spring.boot.logging.BannerEvent;
import io.makedaemon.spring.boot.logging.CaptureSettings;
import io.makedaemon.spring.boot.logging.CapturedOutput;
import io.makedaemon.spring.boot.logging.LogFileLocation;
import io.makedaemon.spring.boot.logging.LogFiles;
import io.makedaemon.spring.boot.logging.PublishedLogFile;
import io.makedaemon.spring.boot.signal.ApplicationSignals;
import io.makedaemon.spring.boot.start.StartListener;
import io.makedaemon.spring.boot.start.StartReport;
import io.makedaemon.spring.boot.supervise.SignsOfLife;
import io.makedaemon.spring.boot.supervise.SupervisedStart;

/**
 * The daemon process, for every application that runs in it. Log, capture and state
 * belong to the process, not to its first application.
 *
 * <p>
 * Signals, the health address and liveness belong to one application at a time: to the
 * first one and, once that is closed, as by a restart, to the next one that is not a
 * child of another.
 */
final class DaemonProcess {

	private static volatile @Nullable DaemonProcess current;

	private final DaemonContext daemon;

	private final LogFileLocation log;

	private final WorkingDirectory directory;

	private final @Nullable CapturedOutput output;

	private final List<StartListener> sockets;

	private final DaemonState state;

	private final @Nullable SignsOfLife signsOfLife;

	/**
	 * The context of the application that receives the signals; null if there is none
	 * yet.
	 */
	private volatile @Nullable ConfigurableApplicationContext owner;

	private DaemonProcess(DaemonContext daemon, String programName, LogFileLocation log, WorkingDirectory directory,
			@Nullable CapturedOutput output, List<StartListener> sockets) {
		this.daemon = daemon;
		this.log = log;
		this.directory = directory;
		this.output = output;
		this.sockets = sockets;
		this.signsOfLife = daemon.supervisor().map(SignsOfLife::new).orElse(null);
		this.state = new DaemonState(programName, DaemonStage.DAEMON.toString(), directory.reason(), output, null);
	}

	/**
	 * Begin as the daemon process.
	 * @param daemon what it has inherited
	 * @param programName the program's name
	 * @param log where it logs, unless an application says otherwise
	 * @param directory where it works
	 * @param settings how captured output becomes log events
	 * @param sockets listeners for the sockets that it has inherited
	 * @return the process
	 */
	static DaemonProcess begin(DaemonContext daemon, String programName, LogFileLocation log,
			WorkingDirectory directory, CaptureSettings settings, List<StartListener> sockets) {
		EmptyInput.install();
		CapturedOutput output = CapturedStreams.ofThisProcess()
			.map((streams) -> CapturedOutput.begin(streams, daemon.supervisor().orElse(null), settings, log))
			.orElse(null);
		if (output != null) {
			daemon.publish(CapturedOutput.PUBLISHED_AS, "true");
		}
		// After the capture, which may be what makes the log go to a file
		PublishedLogFile.follow(daemon);
		LogFiles.share(daemon);
		DaemonProcess process = new DaemonProcess(daemon, programName, log, directory, output, sockets);
		current = process;
		return process;
	}

	/**
	 * Return the current daemon process.
	 * @return the process; null if this is not a daemon, or not yet
	 */
	static @Nullable DaemonProcess current() {
		return current;
	}

	/**
	 * Admit the application that has made this process a daemon.
	 * @param environment the application's environment
	 * @param report the report to the waiting command
	 * @return the listeners to the phases of its start
	 */
	List<StartListener> first(ConfigurableEnvironment environment, StartReport report) {
		List<StartListener> listeners = listeners(environment, ofOwner(), report);
		this.daemon.supervisor()
			.ifPresent((supervisor) -> listeners.add(0, new SupervisedStart(this.daemon, supervisor)));
		listeners.add(this.directory);
		return listeners;
	}

	/**
	 * Admit another application.
	 * @param environment the application's environment
	 * @param child whether it is part of another one, like a bootstrap context
	 * @return the listeners to the phases of its start
	 */
	List<StartListener> join(ConfigurableEnvironment environment, boolean child) {
		ConfigurableApplicationContext former = this.owner;
		return (child || former == null || !former.isClosed()) ? listeners(environment, List.of(), StartListener.NO_OP)
				: listeners(environment, ofOwner(), StartReport.ofSuccessor(this.daemon));
	}

	private List<StartListener> listeners(ConfigurableEnvironment environment, List<StartListener> ofOwner,
			StartListener report) {
		LogFileLocation location = this.log.in(environment);
		location.apply(environment);
		List<StartListener> listeners = new ArrayList<>();
		listeners.add(new PublishedLogFile(this.daemon, location));
		if (this.output != null) {
			listeners.add(this.output);
			listeners.add(new BannerEvent());
		}
		listeners.add(new DaemonBeans(this.state, this.daemon, null));
		listeners.addAll(this.sockets);
		listeners.addAll(ofOwner);
		listeners.add(report);
		return listeners;
	}

	private List<StartListener> ofOwner() {
		return Stream
			.of(new Ownership(), new HealthAddress(this.daemon), new ApplicationSignals(this.daemon::onSignal),
					this.signsOfLife)
			.filter(Objects::nonNull)
			.toList();
	}

	/**
	 * Takes ownership once there is a context.
	 */
	private final class Ownership implements StartListener {

		@Override
		public void contextPrepared(ConfigurableApplicationContext context) {
			DaemonProcess.this.owner = context;
		}

	}

}

package io.makedaemon.spring.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonStage;
import io.makedaemon.capture.CapturedStreams;
import io.makedaemon.spring.boot.health.HealthAddress;
import io.makedaemon.spring.boot.logging.BannerEvent;
import io.makedaemon.spring.boot.logging.CaptureSettings;
import io.makedaemon.spring.boot.logging.CapturedOutput;
import io.makedaemon.spring.boot.logging.LogFileLocation;
import io.makedaemon.spring.boot.logging.PublishedLogFile;
import io.makedaemon.spring.boot.signal.ApplicationSignals;
import io.makedaemon.spring.boot.start.StartListener;
import io.makedaemon.spring.boot.start.StartReport;

/**
 * The daemon that this process is, for every application that runs in it: log, capture
 * and state belong to the process, not to the application that was the first.
 *
 * <p>
 * Signals and the address of the health belong to one application at a time: to the first
 * one, and when that was closed, as by a restart, to the next that is no child of
 * another.
 */
final class DaemonProcess {

	private static volatile @Nullable DaemonProcess current;

	private final DaemonContext daemon;

	private final LogFileLocation log;

	private final WorkingDirectory directory;

	private final @Nullable CapturedOutput output;

	private final StartListener sockets;

	private final DaemonState state;

	/** The context of the application that has the signals; null before there is one. */
	private volatile @Nullable ConfigurableApplicationContext owner;

	private DaemonProcess(DaemonContext daemon, String programName, LogFileLocation log, WorkingDirectory directory,
			@Nullable CapturedOutput output, StartListener sockets) {
		this.daemon = daemon;
		this.log = log;
		this.directory = directory;
		this.output = output;
		this.sockets = sockets;
		this.state = new DaemonState(programName, DaemonStage.DAEMON.toString(), directory.reason(), output);
	}

	/**
	 * Make this process what it is from now on.
	 * @param daemon what it has inherited
	 * @param programName the program's name
	 * @param log where it logs, unless an application says otherwise
	 * @param directory where it works
	 * @param settings how captured output becomes log events
	 * @param sockets gives its servers the sockets that it has inherited
	 * @return the process
	 */
	static DaemonProcess begin(DaemonContext daemon, String programName, LogFileLocation log,
			WorkingDirectory directory, CaptureSettings settings, StartListener sockets) {
		CapturedOutput output = CapturedStreams.ofThisProcess()
			.map((streams) -> CapturedOutput.begin(streams, settings, log))
			.orElse(null);
		if (output != null) {
			daemon.publish(CapturedOutput.PUBLISHED_AS, "true");
		}
		// Behind the capture, which may be what makes the log a file
		PublishedLogFile.follow(daemon);
		DaemonProcess process = new DaemonProcess(daemon, programName, log, directory, output, sockets);
		current = process;
		return process;
	}

	/**
	 * Return what this process is.
	 * @return the process; null if it is not the daemon, or not yet
	 */
	static @Nullable DaemonProcess current() {
		return current;
	}

	/**
	 * Let the application in that has made this process a daemon.
	 * @param environment the application's environment
	 * @param report what the waiting command is told
	 * @return what is to be told the phases of its start
	 */
	List<StartListener> first(ConfigurableEnvironment environment, StartReport report) {
		List<StartListener> listeners = listeners(environment, ofOwner(), report);
		listeners.add(this.directory);
		return listeners;
	}

	/**
	 * Let another application in.
	 * @param environment the application's environment
	 * @param child whether it is a part of another one, as a bootstrap context is
	 * @return what is to be told the phases of its start
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
		listeners.add(this.sockets);
		listeners.addAll(ofOwner);
		listeners.add(report);
		return listeners;
	}

	private List<StartListener> ofOwner() {
		return Stream.of(new Ownership(), new HealthAddress(this.daemon), new ApplicationSignals(this.daemon::onSignal))
			.toList();
	}

	/**
	 * Taken when there is a context.
	 */
	private final class Ownership implements StartListener {

		@Override
		public void contextPrepared(ConfigurableApplicationContext context) {
			DaemonProcess.this.owner = context;
		}

	}

}

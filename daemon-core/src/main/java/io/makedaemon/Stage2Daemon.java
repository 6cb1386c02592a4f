package io.makedaemon;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import io.makedaemon.capture.CapturedStreams;
import io.makedaemon.pidfile.KeptPidFile;
import io.makedaemon.pidfile.StatusFile;
import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.signal.SignalQueue;
import io.makedaemon.trace.Trace;
import io.makedaemon.wire.Briefing;
import io.makedaemon.wire.Handover;
import io.makedaemon.wire.OtherVersionException;
import io.makedaemon.wire.StageTag;
import io.makedaemon.wire.Supervised;
import io.makedaemon.wire.UpgradeOffer;

/**
 * Stage 2, the daemon: takes over what the first child hands over.
 */
final class Stage2Daemon {

	/** How long a process that cannot take over may take to end, in nanoseconds. */
	private static final long END_TIMEOUT = TimeUnit.SECONDS.toNanos(10);

	private static final @Nullable Received RECEIVED = receive();

	/** Created as soon as this process knows its stage, so that no signal is lost. */
	private static final SignalQueue SIGNALS = SignalQueue
		.of((RECEIVED != null) ? RECEIVED.briefing().signals() : List.of());

	private Stage2Daemon() {
	}

	private static @Nullable Received receive() {
		StageTag tag = StageTag.parse(System.getProperty(StageTag.NAME));
		if (tag.stage() != DaemonStage.DAEMON.number() || tag.rest() == null) {
			return null;
		}
		System.clearProperty(StageTag.NAME);
		int pipe = Handover.find(tag.rest());
		if (pipe < 0) {
			return null;
		}
		try {
			Handover handover = Handover.receive(pipe);
			Briefing briefing = Briefing.of(handover.briefing());
			Trace.inherit(handover.traceDescriptor(), handover.startedAt());
			Trace.step("received the handover");
			return new Received(handover, briefing);
		}
		catch (OtherVersionException ex) {
			System.err.println("cannot read the first child's message: " + ex.getMessage());
		}
		catch (IOException ex) {
			// The first child was killed, and the parent knows: there must be no daemon
		}
		Runtime.getRuntime().halt(1);
		return null;
	}

	static boolean isThisProcess() {
		return RECEIVED != null;
	}

	static Path launchDirectory() {
		return BytePath.toPath(received().briefing().launchDirectory());
	}

	private static Received received() {
		if (RECEIVED == null) {
			throw new IllegalStateException("this process is not the daemon");
		}
		return RECEIVED;
	}

	static DaemonContext takeOver(DaemonAttr attr) {
		Handover handover = received().handover();
		Briefing briefing = received().briefing();
		DaemonOptions options = attr.options();
		OpenedFiles files = OpenedFiles.inherited(options.files(),
				handover.fileNames().stream().map(ByteStrings::decode).toList());
		try {
			DaemonReport report = DaemonReport.to(reports(handover), options.captureOutput());
			if (handover.argumentsDescriptor() >= 0) {
				new FileInputStream(Descriptors.adopt(handover.argumentsDescriptor())).close();
			}
			KeptPidFile pidFile = (handover.pidFileDescriptor() >= 0)
					? KeptPidFile.inherit(BytePath.toPath(handover.pidFile()), handover.pidFileDescriptor(),
							handover.pidDirectoryDescriptor())
					: null;
			Supervised supervised = handover.supervised();
			Generation generation = (handover.predecessor() != null)
					? Generation.after(handover.predecessor(), pidFile, Stage2Daemon::end)
					: Generation.first((supervised != null) ? supervised.generation() : 1, pidFile, Stage2Daemon::end);
			OpenedSockets sockets = sockets(handover);
			String name = ProcSelf.commandLine().get(0);
			ProcSelf.rename(name);
			CapturedStreams captured = options.captureOutput()
					? CapturedStreams.open(changes(handover), options.captureBacklog(), supervised) : null;
			StatusFile status = status(handover);
			DaemonSupervisor supervisor = (supervised != null) ? new DaemonSupervisor(supervised, status) : null;
			if (supervisor != null && pidFile != null) {
				pidFile.leaveTo(supervisor::isAlive);
			}
			DaemonContext context = new DaemonContext(
					new DaemonOrigin(ByteStrings.decode(name), launchDirectory(),
							Instant.ofEpochMilli(handover.startedAt()), ByteStrings.decode(briefing.message())),
					files, sockets, captured, report, status, pidFile, SIGNALS, generation, supervisor);
			generation.predecessor().ifPresent((pid) -> {
				context.publish(Published.GENERATION, Integer.toString(generation.number()));
				context.publish(Published.PREDECESSOR, Long.toString(pid));
				generation.onSoleOwner(() -> context.publish(Published.PREDECESSOR, ""));
			});
			context.publish(Published.SIGNALS, String.join(",", SIGNALS.names()));
			if (!handover.sockets().isEmpty()) {
				Stage2Sockets.keep(handover, context, generation);
			}
			if (sockets != null && pidFile != null && SIGNALS.isReceived(DaemonSignal.HUP.name())) {
				Stage2Upgrade upgrade = new Stage2Upgrade(generation, pidFile, sockets, files, context);
				SIGNALS.filter((signal) -> !signal.equals(DaemonSignal.HUP.name()) || !upgrade.isRequested());
				context.publish(UpgradeOffer.PUBLISHED_AS, Integer.toString(UpgradeOffer.VERSION));
			}
			context.progress("JVM started");
			Trace.step("has taken over");
			return context;
		}
		catch (IOException ex) {
			throw new DaemonException("cannot take over what the first child handed over: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Tell the supervisor that the program has failed before it could take over. This
	 * method does nothing if there is no supervisor.
	 */
	static void fail(String reason, boolean hopeless) throws IOException {
		StatusFile status = (RECEIVED != null && RECEIVED.handover().supervised() != null) ? status(RECEIVED.handover())
				: null;
		if (status != null) {
			status.add(Published.FAILED, Published.line(reason));
			if (hopeless) {
				status.add(Published.HOPELESS, "true");
			}
		}
	}

	/**
	 * End this process. If it fails to take over, nobody waits for its shutdown hooks.
	 */
	private static void end(int exitCode) {
		if (exitCode != 0) {
			Thread last = new Thread(() -> {
				LockSupport.parkNanos(END_TIMEOUT);
				Runtime.getRuntime().halt(exitCode);
			}, "makedaemon-end");
			last.setDaemon(true);
			last.start();
		}
		System.exit(exitCode);
	}

	private static @Nullable OpenedSockets sockets(Handover handover) {
		return handover.sockets().isEmpty() ? null : OpenedSockets.inherited(handover);
	}

	@SuppressWarnings("resource") // the channel is the stream
	private static @Nullable FileChannel changes(Handover handover) {
		int descriptor = handover.changesDescriptor();
		return (descriptor >= 0) ? new FileInputStream(Descriptors.adopt(descriptor)).getChannel() : null;
	}

	private static @Nullable StatusFile status(Handover handover) {
		int descriptor = handover.statusDescriptor();
		return (descriptor >= 0) ? StatusFile.inherit(descriptor) : null;
	}

	private static @Nullable OutputStream reports(Handover handover) throws IOException {
		OutputStream reports = new FileOutputStream(Descriptors.adopt(handover.reportDescriptor()));
		if (handover.reportWanted()) {
			return reports;
		}
		reports.close();
		return null;
	}

	/**
	 * What this process received.
	 *
	 * @param handover from the first child
	 * @param briefing from the parent
	 */
	private record Received(Handover handover, Briefing briefing) {
	}

}

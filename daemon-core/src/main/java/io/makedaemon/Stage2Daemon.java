package io.makedaemon;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.makedaemon.capture.CapturedStreams;
import io.makedaemon.pidfile.PidFile;
import io.makedaemon.pidfile.StatusFile;
import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.proc.CompilerThreads;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.signal.SignalQueue;
import io.makedaemon.wire.Handover;
import io.makedaemon.wire.StageTag;

/**
 * Stage 2, the daemon: takes over what the first child hands over.
 */
final class Stage2Daemon {

	private static final @Nullable Handover HANDOVER = receive();

	/** From the first moment on in which this process knows what it is. */
	private static final SignalQueue SIGNALS = SignalQueue.of((HANDOVER != null) ? HANDOVER.signals() : List.of());

	private Stage2Daemon() {
	}

	private static @Nullable Handover receive() {
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
			return Handover.receive(pipe);
		}
		catch (IOException ex) {
			// The first child was killed, and the parent knows: no daemon is to come of
			// this
			Runtime.getRuntime().halt(1);
			return null;
		}
	}

	static boolean isThisProcess() {
		return HANDOVER != null;
	}

	static Path launchDirectory() {
		return BytePath.toPath(handover().launchDirectory());
	}

	static SignalQueue signals() {
		return SIGNALS;
	}

	private static Handover handover() {
		if (HANDOVER == null) {
			throw new IllegalStateException("this process is not the daemon");
		}
		return HANDOVER;
	}

	static DaemonContext takeOver(DaemonAttr attr) {
		Handover handover = handover();
		List<DaemonFile> files = attr.files();
		if (files.size() != handover.fileNames().size()) {
			throw new DaemonException("the parent opened " + handover.fileNames().size()
					+ " files, but the daemon declares " + files.size() + ": both must declare the same");
		}
		for (int i = 0; i < files.size(); i++) {
			files.get(i).inherited(Handover.FIRST_FILE + i, ByteStrings.decode(handover.fileNames().get(i)));
		}
		try {
			OutputStream reports = reports(handover);
			if (handover.argumentsDescriptor() >= 0) {
				new FileInputStream(Descriptors.adopt(handover.argumentsDescriptor())).close();
			}
			if (!handover.pidFile().isEmpty()) {
				PidFile.inherit(BytePath.toPath(handover.pidFile()));
			}
			String name = ProcSelf.commandLine().get(0);
			ProcSelf.rename(name);
			InputStream stdout = InputStream.nullInputStream();
			InputStream stderr = InputStream.nullInputStream();
			if (attr.captureOutput()) {
				CapturedStreams captured = CapturedStreams.open(changes(handover), attr.captureBacklog());
				stdout = captured.stdout();
				stderr = captured.stderr();
			}
			DaemonContext context = new DaemonContext(attr, ByteStrings.decode(name), launchDirectory(),
					Instant.ofEpochMilli(handover.startedAt()), ByteStrings.decode(handover.message()), stdout, stderr,
					reports, status(handover));
			context.publish(DaemonContext.SIGNALS, String.join(",", SIGNALS.names()));
			context.progress("JVM started");
			return context;
		}
		catch (IOException ex) {
			throw new DaemonException("cannot take over what the first child handed over: " + ex.getMessage(), ex);
		}
	}

	/**
	 * The first child does so when the daemon is ready, unless it was killed before.
	 */
	static void releaseCompilers() {
		try {
			if (!ProcSelf.isChildOfSessionLeader()) {
				new CompilerThreads(ProcessHandle.current().pid()).release();
			}
		}
		catch (IOException | LinkageError ex) {
			// They stay as they are
		}
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

}

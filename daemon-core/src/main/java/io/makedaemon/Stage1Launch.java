package io.makedaemon;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.makedaemon.capture.CaptureFiles;
import io.makedaemon.pidfile.PidFile;
import io.makedaemon.pidfile.StatusFile;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.Posix;
import io.makedaemon.posix.Posix.Pipe;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.wire.Handover;
import io.makedaemon.wire.Handover.Predecessor;
import io.makedaemon.wire.LaunchPlan;
import io.makedaemon.wire.OpenSocket;
import io.makedaemon.wire.StageTag;
import io.makedaemon.wire.Supervised;

/**
 * One process of the daemon, as the first child starts it: what it inherits, its program,
 * and the handover.
 */
final class Stage1Launch {

	private final LaunchPlan plan;

	private final Inherited inherited;

	private final @Nullable CaptureFiles capture;

	/** The descriptors that become the daemon's 0, 1, 2, … */
	private final List<Integer> descriptors = new ArrayList<>();

	private final Pipe handover;

	private final int handoverDescriptor;

	private final int reportDescriptor;

	private final int changesDescriptor;

	private int pidFileDescriptor = -1;

	private int statusDescriptor = -1;

	private final int status;

	private int traceDescriptor = -1;

	private int argumentsDescriptor = -1;

	/**
	 * Put together what the process inherits.
	 * @param plan the plan
	 * @param inherited what every process of the daemon inherits
	 * @param capture the files for its output; null if that is discarded
	 * @param reports the descriptor for its reports
	 */
	Stage1Launch(LaunchPlan plan, Inherited inherited, @Nullable CaptureFiles capture, int reports)
			throws ErrnoException {
		this.plan = plan;
		this.inherited = inherited;
		this.capture = capture;
		add(inherited.nothing());
		add((capture != null) ? capture.stdout() : inherited.nothing());
		add((capture != null) ? capture.stderr() : inherited.nothing());
		this.descriptors.addAll(inherited.files());
		this.descriptors.addAll(inherited.sockets());
		PidFile pidFile = inherited.pidFile();
		// The daemon can be found only by its pid file
		this.status = (pidFile != null) ? StatusFile.create(plan.pidFile()) : -1;
		try {
			this.handover = Posix.pipe();
		}
		catch (ErrnoException ex) {
			Posix.close(this.status);
			throw ex;
		}
		this.handoverDescriptor = add(this.handover.reader());
		this.reportDescriptor = add(reports);
		this.changesDescriptor = (capture != null && capture.changes() >= 0) ? add(capture.changes()) : -1;
		if (pidFile != null) {
			this.pidFileDescriptor = add(pidFile.descriptor());
			add(pidFile.directory());
			this.statusDescriptor = add(this.status);
		}
	}

	/**
	 * Add a descriptor.
	 * @return its number in the daemon
	 */
	int add(int descriptor) {
		this.descriptors.add(descriptor);
		return this.descriptors.size() - 1;
	}

	/**
	 * Return the file in which the daemon publishes what others can know; -1 if there is
	 * none.
	 */
	int status() {
		return this.status;
	}

	/**
	 * Start the program, which waits for the handover.
	 * @return the process id
	 */
	long spawn() throws ErrnoException, IOException {
		if (this.inherited.trace() >= 0) {
			this.traceDescriptor = add(this.inherited.trace());
		}
		List<String> arguments = new ArrayList<>(this.plan.program().arguments());
		String address = Handover.address(this.handoverDescriptor, ProcSelf.descriptor(this.handover.reader()));
		arguments.add(1, "-D" + StageTag.NAME + "=" + this.plan.program().stageTag() + address);
		Stage1Program program = new Stage1Program(this.plan.program().executable(), this.inherited.environment(),
				this.descriptors);
		try {
			return program.spawn(arguments);
		}
		finally {
			this.argumentsDescriptor = program.argumentsDescriptor();
		}
	}

	/**
	 * Hand over to the daemon, and return whether that was possible: it is not if the
	 * daemon's program has ended.
	 * @param startedAt when the start began, in milliseconds since the epoch
	 * @param reportWanted whether somebody waits for the daemon's report
	 * @param predecessor the former generation; null if there is none
	 * @param supervised what a supervised daemon has to know; null if it is not
	 */
	boolean handOver(long startedAt, boolean reportWanted, @Nullable Predecessor predecessor,
			@Nullable Supervised supervised) {
		Posix.close(this.handover.reader());
		try (OutputStream stream = new FileOutputStream(Descriptors.adopt(this.handover.writer()))) {
			new Handover(startedAt, this.reportDescriptor, reportWanted, this.argumentsDescriptor,
					this.changesDescriptor, this.statusDescriptor, this.traceDescriptor, this.pidFileDescriptor,
					(this.pidFileDescriptor >= 0) ? this.pidFileDescriptor + 1 : -1, this.plan.pidFile(),
					this.inherited.fileNames(), this.inherited.bound(), predecessor, supervised, this.plan.briefing())
				.write(stream);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Close what was opened for a process that could not be started.
	 */
	void abandon() {
		Posix.close(this.handover.reader());
		Posix.close(this.handover.writer());
		Posix.close(this.status);
		if (this.argumentsDescriptor >= 0) {
			Posix.close(this.descriptors.get(this.argumentsDescriptor));
		}
	}

	/**
	 * Close what belongs to the daemon, since a descriptor left open here would outlast
	 * the daemon's. The pid file stays locked, so that it can be removed.
	 * @param kept what else stays open
	 */
	void closeWhatIsTheDaemons(List<Integer> kept) {
		Set<Integer> open = new HashSet<>(this.descriptors);
		open.remove(this.handover.reader());
		open.remove(this.inherited.trace());
		if (this.capture != null && !this.plan.captureOutput()) {
			open.remove(this.capture.stdout());
			open.remove(this.capture.stderr());
		}
		PidFile pidFile = this.inherited.pidFile();
		if (pidFile != null) {
			open.remove(pidFile.descriptor());
			open.remove(pidFile.directory());
		}
		open.removeAll(kept);
		for (int descriptor : open) {
			Posix.close(descriptor);
		}
	}

	/**
	 * What every process of the daemon inherits.
	 *
	 * @param nothing a descriptor of {@code /dev/null}
	 * @param files the descriptors of the daemon's files
	 * @param fileNames their names
	 * @param sockets the descriptors of its sockets
	 * @param bound what they are bound to
	 * @param pidFile the locked pid file; null if there is none
	 * @param trace the descriptor of the trace; -1 if there is none
	 * @param environment the daemon's whole environment
	 */
	record Inherited(int nothing, List<Integer> files, List<String> fileNames, List<Integer> sockets,
			List<OpenSocket> bound, @Nullable PidFile pidFile, int trace, List<String> environment) {

		Inherited with(PidFile other) {
			return new Inherited(this.nothing, this.files, this.fileNames, this.sockets, this.bound, other, this.trace,
					this.environment);
		}

	}

}

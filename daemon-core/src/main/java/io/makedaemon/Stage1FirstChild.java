package io.makedaemon;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.makedaemon.launch.FileNames;
import io.makedaemon.launch.FirstChildFiles;
import io.makedaemon.launch.Handover;
import io.makedaemon.launch.LaunchPlan;
import io.makedaemon.launch.PlannedFile;
import io.makedaemon.launch.ProcSelf;
import io.makedaemon.launch.Report;
import io.makedaemon.launch.StageTag;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.NativeLibrary;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;
import io.makedaemon.posix.Posix.Pipe;
import io.makedaemon.posix.SystemCallFailure;

/**
 * Stage 1, the first child: a small JVM that runs nothing but this class. It becomes what
 * the daemon is to inherit from it, starts the daemon, and ends.
 *
 * <p>
 * Standard input brings the {@link LaunchPlan}, standard output takes the {@link Report}.
 * On the way to the daemon's start every millisecond of this JVM is waited for: it loads
 * as few classes as it can.
 */
final class Stage1FirstChild {

	private static final int PIPE_SIZE = 1 << 20;

	private static final int FILE_MODE = 0664;

	private static boolean thisProcess;

	private final LaunchPlan plan;

	/** The descriptors that become the daemon's 0, 1, 2, … */
	private final List<Integer> descriptors = new ArrayList<>();

	private final List<String> fileNames = new ArrayList<>();

	private Stage1FirstChild(LaunchPlan plan) {
		this.plan = plan;
	}

	/**
	 * Runs the first child. Ends with exit code 0 if the daemon was started.
	 * @param args none
	 * @throws IOException if the parent is gone
	 */
	public static void main(String[] args) throws IOException {
		if (StageTag.parse(System.getenv(StageTag.NAME)).stage() != DaemonStage.FIRST_CHILD.number()) {
			System.err.println("This class is run by io.makedaemon.Daemon.makeDaemon only.");
			Runtime.getRuntime().halt(2);
		}
		thisProcess = true;
		LaunchPlan plan = LaunchPlan.read(System.in);
		Report report;
		try {
			report = new Stage1FirstChild(plan).run();
		}
		catch (SystemCallFailure ex) {
			report = new Report.CallFailed(ex);
		}
		report.write(System.out);
		// The parent opens what it wants of this process's descriptors, and then hangs up
		System.in.transferTo(OutputStream.nullOutputStream());
		Runtime.getRuntime().halt((report instanceof Report.Spawned) ? 0 : 1);
	}

	static boolean isThisProcess() {
		return thisProcess;
	}

	private Report run() throws SystemCallFailure, IOException {
		Posix.setsid();
		removePrivateDirectory();
		Posix.umask(this.plan.umask());
		int nothing = Posix.open("/dev/null", OpenFlags.RDWR, 0);
		Capture output = this.plan.captureOutput() ? Capture.create() : null;
		Capture errors = this.plan.captureOutput() ? Capture.create() : null;
		this.descriptors.add(nothing);
		this.descriptors.add((output != null) ? output.writer : nothing);
		this.descriptors.add((errors != null) ? errors.writer : nothing);
		openFiles();
		Posix.chdir(this.plan.workingDirectory());
		Pipe handover = Posix.pipe();
		this.descriptors.add(handover.reader());
		Pipe reports = this.plan.reportWanted() ? Posix.pipe() : null;
		if (reports != null) {
			this.descriptors.add(reports.writer());
		}
		long pid = spawn(handover);
		handOver(handover, reports);
		return new Report.Spawned(pid, (reports != null) ? reports.reader() : -1, (output != null) ? output.reader : -1,
				(errors != null) ? errors.reader : -1);
	}

	/**
	 * The native library is loaded and the jars are open by now: nothing needs their
	 * names any more, and so a parent that is killed leaves nothing.
	 */
	private static void removePrivateDirectory() {
		FirstChildFiles.remove(new File(System.getProperty(NativeLibrary.DIRECTORY_PROPERTY)));
	}

	/**
	 * Files that the parent handed over are this process's 3, 4, 5, …
	 */
	private void openFiles() throws SystemCallFailure {
		int inherited = Handover.FIRST_FILE;
		for (PlannedFile file : this.plan.files()) {
			if (file.isInherited()) {
				this.descriptors.add(inherited);
				this.fileNames.add(FileNames.decode(System.getenv(FileNames.PREFIX + inherited)));
				inherited++;
			}
			else {
				int descriptor = Posix.open(file.path(), file.flags(), FILE_MODE);
				if (file.locked()) {
					Posix.flock(descriptor, file.path());
				}
				this.descriptors.add(descriptor);
				this.fileNames.add(file.path());
			}
		}
	}

	private long spawn(Pipe handover) throws SystemCallFailure, IOException {
		int[] inherited = new int[this.descriptors.size()];
		for (int i = 0; i < inherited.length; i++) {
			inherited[i] = this.descriptors.get(i);
		}
		List<String> arguments = new ArrayList<>(this.plan.arguments());
		String address = Handover.address(this.descriptors.indexOf(handover.reader()),
				ProcSelf.descriptor(handover.reader()));
		arguments.add(1, "-D" + StageTag.NAME + "=" + this.plan.stageTag() + address);
		return Posix.spawn(this.plan.executable(), arguments, this.plan.environment(), inherited);
	}

	private void handOver(Pipe pipe, @Nullable Pipe reports) throws IOException {
		int reportDescriptor = (reports != null) ? this.descriptors.size() - 1 : -1;
		Posix.close(pipe.reader());
		if (reports != null) {
			Posix.close(reports.writer());
		}
		try (OutputStream stream = new FileOutputStream(Descriptors.adopt(pipe.writer()))) {
			new Handover(this.plan.launchDirectory(), this.plan.startedAt(), reportDescriptor, this.fileNames)
				.write(stream);
		}
		catch (IOException ex) {
			// The daemon's JVM did not start: the parent learns it by the report's end
		}
	}

	/**
	 * A pipe that captures a stream of the daemon.
	 *
	 * <p>
	 * The daemon's end is an open file description of its own, opened without waiting,
	 * since the JVM writes a thread dump while every thread that could empty the pipe is
	 * stopped; and for reading too, so that the pipe needs no other descriptor to stay
	 * alive, and the daemon can open the reading end by name.
	 */
	private static final class Capture {

		private final int reader;

		private final int writer;

		private Capture(int reader, int writer) {
			this.reader = reader;
			this.writer = writer;
		}

		static Capture create() throws SystemCallFailure {
			Pipe pipe = Posix.pipe();
			Posix.enlargePipe(pipe.writer(), PIPE_SIZE);
			int writer = Posix.open("/proc/self/fd/" + pipe.writer(), OpenFlags.RDWR | OpenFlags.NONBLOCK, 0);
			Posix.close(pipe.writer());
			return new Capture(pipe.reader(), writer);
		}

	}

}

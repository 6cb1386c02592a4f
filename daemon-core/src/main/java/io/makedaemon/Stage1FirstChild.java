package io.makedaemon;

import java.io.EOFException;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.makedaemon.Stage1Launch.Inherited;
import io.makedaemon.capture.CaptureFiles;
import io.makedaemon.parent.PrivateDirectory;
import io.makedaemon.pidfile.PidFile;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.NativeLibrary;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;
import io.makedaemon.posix.Posix.Pipe;
import io.makedaemon.posix.ResourceLimit;
import io.makedaemon.proc.OomScore;
import io.makedaemon.proc.ProcessIdentity;
import io.makedaemon.trace.Trace;
import io.makedaemon.wire.Command;
import io.makedaemon.wire.LaunchPlan;
import io.makedaemon.wire.OtherVersionException;
import io.makedaemon.wire.LaunchPlan.Option;
import io.makedaemon.wire.LaunchPlan.PlannedProcess;
import io.makedaemon.wire.PlannedSupervision;
import io.makedaemon.wire.Report;
import io.makedaemon.wire.StageTag;
import io.makedaemon.wire.Supervised;

/**
 * Stage 1, the first child: a small JVM that runs only this class. It sets up what the
 * daemon will inherit, starts the daemon, and ends.
 *
 * <p>
 * The {@link LaunchPlan} arrives on standard input, and the {@link Report} goes to
 * standard output. The user waits for every millisecond of this JVM, so it loads as few
 * classes as possible.
 */
final class Stage1FirstChild implements Stage1Watch.Ready {

	private static final OutputStream REPORTS = new FileOutputStream(FileDescriptor.out);

	private static boolean thisProcess;

	private final LaunchPlan plan;

	private final Stage1User user;

	private @Nullable Stage1Files files;

	private @Nullable PidFile pidFile;

	private @Nullable Stage1Sockets sockets;

	private @Nullable Stage1Takeover takeover;

	private @Nullable Stage1Watch watch;

	private @Nullable Stage1Supervisor supervisor;

	private boolean handedOver;

	/** Takes output until the daemon is ready, if output is not captured. */
	private @Nullable CaptureFiles uncaptured;

	private int traceDescriptor = -1;

	/** The option that is being applied, to be named in a failure. */
	private String option = Option.NONE;

	private Stage1FirstChild(LaunchPlan plan) {
		this.plan = plan;
		this.user = new Stage1User(plan);
	}

	/**
	 * Run the first child, and end with exit code 0 if the daemon was started.
	 * @param args none
	 */
	public static void main(String[] args) {
		if (StageTag.parse(System.getenv(StageTag.NAME)).stage() != DaemonStage.FIRST_CHILD.number()) {
			System.err.println("Only io.makedaemon.Daemon.makeDaemon runs this class.");
			Runtime.getRuntime().halt(2);
		}
		thisProcess = true;
		boolean done = false;
		try {
			done = run();
		}
		catch (EOFException ex) {
			System.err.println("the parent has stopped responding");
		}
		catch (OtherVersionException ex) {
			System.err.println("cannot read the parent's message: " + ex.getMessage());
		}
		catch (IOException ex) {
			System.err.println("cannot write to the parent's pipe: " + ex.getMessage());
		}
		catch (LinkageError ex) {
			System.err.println(NativeLibrary.failure(ex));
		}
		removePrivateDirectory();
		Runtime.getRuntime().halt(done ? 0 : 1);
	}

	private static boolean run() throws IOException {
		LaunchPlan plan = LaunchPlan.read(System.in);
		Stage1FirstChild firstChild = new Stage1FirstChild(plan);
		if (!plan.trace().isEmpty()) {
			firstChild.traceDescriptor = Trace.open(plan.trace(), plan.startedAt());
		}
		try {
			firstChild.trace("plan received");
			firstChild.makeDaemon();
			return true;
		}
		catch (ErrnoException ex) {
			firstChild.undo(new Report.CallFailed(ex, firstChild.option()));
			return false;
		}
		catch (EOFException ex) {
			firstChild.undo(new Report.Done());
			throw ex;
		}
		finally {
			if (!firstChild.handedOver) {
				firstChild.removeFiles();
			}
		}
	}

	private void removeFiles() {
		if (this.takeover != null) {
			this.takeover.abandon();
		}
		else if (this.pidFile != null) {
			this.pidFile.remove();
		}
		if (this.sockets != null) {
			this.sockets.removeFiles();
		}
	}

	/**
	 * Remove what was created for the daemon before the parent learns about the failure.
	 * Whatever only the parent may remove stays open until the parent has removed it, and
	 * the pid file stays locked.
	 */
	private void undo(Report lastWord) throws IOException {
		removeFiles();
		boolean left = this.takeover == null && this.pidFile != null
				&& reportLeft(Report.Made.PID_FILE, this.pidFile.descriptor());
		left |= this.user.logDirectory() >= 0 && reportLeft(Report.Made.LOG_DIRECTORY, this.user.logDirectory());
		report(lastWord);
		if (left && this.watch != null) {
			this.watch.awaitParent();
		}
	}

	private boolean reportLeft(Report.Made what, int descriptor) throws IOException {
		Report left = new MadeFile(what, descriptor).left();
		if (left != null) {
			report(left);
		}
		return left != null;
	}

	private String option() {
		String applied = (this.sockets != null) ? this.sockets.option() : Option.NONE;
		if (applied.isEmpty()) {
			applied = this.user.option();
		}
		if (applied.isEmpty() && this.files != null) {
			applied = this.files.option();
		}
		return applied.isEmpty() ? this.option : applied;
	}

	private void report(Report report) throws IOException {
		report.write(REPORTS);
		trace("reported " + report.kind());
	}

	/**
	 * Trace a step without loading a class if there is no trace.
	 */
	private void trace(String step) {
		if (this.traceDescriptor >= 0) {
			Trace.step(step);
		}
	}

	static boolean isThisProcess() {
		return thisProcess;
	}

	/**
	 * Make the daemon. What is pointless without the parent comes before its go, since
	 * input ends with the parent. The handover decides whether there is a daemon.
	 *
	 * <p>
	 * If the parent waits, the daemon's output is kept even if it is not captured: it may
	 * be the only clue to why a JVM does not start.
	 */
	private void makeDaemon() throws ErrnoException, IOException {
		Posix.setsid();
		PlannedProcess process = this.plan.process();
		this.option = Option.UMASK;
		Posix.umask(process.umask());
		this.option = Option.NONE;
		PlannedSupervision supervision = this.plan.supervision();
		int nothing = Posix.open("/dev/null", OpenFlags.RDWR, 0);
		boolean captured = this.plan.captureOutput();
		CaptureFiles capture = (captured || this.plan.reportWanted()) ? CaptureFiles.create(captured) : null;
		this.uncaptured = captured ? null : capture;
		Pipe reports = Posix.pipe();
		for (ResourceLimit limit : process.limits()) {
			this.option = ((limit.hard() != null) ? Option.HARD_LIMIT : Option.SOFT_LIMIT) + limit.name();
			limit.apply();
		}
		this.option = Option.NONE;
		report(new Report.Outputs(reports.reader(), (capture != null) ? capture.stdout() : -1,
				(capture != null) ? capture.stderr() : -1));
		if (Command.read(System.in) != Command.GO) {
			throw new EOFException();
		}
		OomScore oomScore = null;
		if (supervision != null) {
			Stage1Title.rename(this.plan);
			oomScore = OomScore.protectThisProcess();
		}
		removePrivateDirectory();
		Stage1Watch prepared = Stage1Watch.prepare(System.in, this);
		this.watch = prepared;
		Inherited inherited = inherited(nothing, capture);
		Stage1Launch launch = new Stage1Launch(this.plan, inherited, capture, reports.writer());
		int step = (this.takeover != null) ? launch.add(this.takeover.stepDescriptor()) : -1;
		Stage1Supervisor supervising = (supervision != null && oomScore != null)
				? new Stage1Supervisor(this.plan, supervision, oomScore, inherited, this.sockets,
						(this.takeover != null) ? this.takeover.generation() : 1)
				: null;
		this.supervisor = supervising;
		Supervised supervised = (supervising != null) ? supervising.prepare(launch, capture, reports.reader()) : null;
		if (System.in.available() > 0) {
			// Told to stop in the meantime
			throw new EOFException();
		}
		long pid = launch.spawn();
		if (this.pidFile != null && this.takeover == null) {
			this.option = Option.PID_FILE;
			this.pidFile.write(pid);
			this.option = Option.NONE;
		}
		Stage1Process daemon = new Stage1Process(pid);
		report(new Report.Spawned(ProcessIdentity.ofChild(pid), inherited.bound()));
		this.handedOver = launch.handOver(this.plan.startedAt(), this.plan.reportWanted(),
				(this.takeover != null) ? this.takeover.handedOver(step) : null, supervised);
		report(new Report.HandedOver(this.handedOver));
		if (supervising != null && this.handedOver) {
			supervising.watch(daemon, launch);
		}
		else {
			launch.closeWhatIsTheDaemons(List.of());
		}
		if (this.plan.reportWanted() || !this.handedOver) {
			prepared.awaitEnd(daemon);
			if (supervising != null && supervising.charge().isTakenAtEnd()) {
				supervising.run();
			}
			undo(new Report.Ended(daemon.reap()));
		}
	}

	/**
	 * Create and open what every process of the daemon inherits.
	 */
	private Inherited inherited(int nothing, @Nullable CaptureFiles capture) throws ErrnoException {
		this.user.find();
		// As the user who ran the command, since the directory often belongs to root
		PidFile locked = lockPidFile();
		this.pidFile = locked;
		Stage1Sockets listening = sockets();
		this.sockets = listening;
		if (listening != null) {
			listening.bindPorts();
		}
		List<String> environment = this.user.become(capture);
		Stage1Files opened = new Stage1Files(this.plan.files(), this.takeover);
		this.files = opened;
		opened.open();
		if (listening != null) {
			listening.bindFiles();
		}
		this.option = Option.WORKING_DIRECTORY;
		Posix.chdir(this.plan.process().workingDirectory());
		this.option = Option.NONE;
		return new Inherited(nothing, opened.descriptors(), opened.names(),
				(listening != null) ? listening.descriptors() : List.of(),
				(listening != null) ? listening.bound() : List.of(), locked, this.traceDescriptor, environment);
	}

	/**
	 * Put the new generation in charge if this is an upgrade. Discard the daemon's output
	 * from now on.
	 */
	@Override
	public void daemonIsReady(long pid) throws IOException {
		if (pid != 0 && !isInCharge(pid)) {
			return;
		}
		if (this.uncaptured != null) {
			try {
				this.uncaptured.finish();
			}
			catch (ErrnoException ex) {
				// They only grow by the output of programs that the daemon has started
			}
		}
		report(new Report.Done());
	}

	/**
	 * Put the daemon in charge, and return whether it is. If not, the reason or its end
	 * is reported instead.
	 */
	private boolean isInCharge(long pid) throws IOException {
		try {
			if (this.supervisor != null) {
				return this.supervisor.charge().take(this.takeover, pid);
			}
			if (this.takeover != null) {
				this.takeover.finish(pid);
			}
			return true;
		}
		catch (ErrnoException ex) {
			abandon(Objects.requireNonNull(this.takeover), ex);
			return false;
		}
	}

	/**
	 * Go on as the supervisor, also if the parent was killed before the daemon was ready.
	 * In an upgrade, the former generation goes on then.
	 */
	@Override
	public boolean goesOn() {
		Stage1Supervisor staying = this.supervisor;
		if (staying == null || !((this.takeover != null) ? staying.charge().isTaken() : staying.charge().take())) {
			return false;
		}
		if (this.takeover != null) {
			this.takeover.close(staying.inherited());
		}
		if (this.uncaptured != null) {
			this.uncaptured.close();
		}
		if (this.user.logDirectory() >= 0) {
			Posix.close(this.user.logDirectory());
		}
		staying.detach();
		return true;
	}

	/**
	 * Lock the pid file, or take it over from the daemon that is replaced.
	 */
	private @Nullable PidFile lockPidFile() throws ErrnoException {
		ProcessIdentity predecessor = this.plan.predecessor();
		if (predecessor == null) {
			return this.user.lockPidFile();
		}
		Stage1Takeover begun = Stage1Takeover.begin(predecessor);
		this.takeover = begun;
		PidFile taken = this.user.takeOverPidFile(begun);
		begun.watch((reason) -> abandon(begun, reason));
		return taken;
	}

	private void abandon(Stage1Takeover begun, ErrnoException reason) {
		try {
			report(new Report.CallFailed(reason, Stage1Takeover.isRefusal(reason) ? Option.NONE : Option.PID_FILE));
		}
		catch (IOException ex) {
			// The parent has ended
		}
		begun.abandon();
	}

	/**
	 * Remove the private directory: the native library is loaded and the jars are open.
	 * If the parent is killed earlier, this process ends and removes it.
	 */
	private static void removePrivateDirectory() {
		PrivateDirectory.remove(new File(System.getProperty(NativeLibrary.DIRECTORY_PROPERTY)));
	}

	/**
	 * Create the sockets. Those that the parent handed over follow its files.
	 */
	private @Nullable Stage1Sockets sockets() throws ErrnoException {
		if (this.plan.sockets().isEmpty()) {
			return null;
		}
		Stage1Sockets created = new Stage1Sockets(this.plan.sockets(), Stage1Files.afterInherited(this.plan.files()));
		if (this.takeover != null) {
			created.takeOver(this.takeover);
		}
		return created;
	}

}

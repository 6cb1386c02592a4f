package io.makedaemon;

import java.io.File;
import java.io.IOException;

import io.makedaemon.parent.FirstChild;
import io.makedaemon.parent.FirstChildFiles;
import io.makedaemon.parent.PrivateDirectory;
import io.makedaemon.parent.ProgressLine;
import io.makedaemon.parent.SpawnedProcess;
import io.makedaemon.pidfile.StatusFile;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.NativeLibrary;
import io.makedaemon.trace.Trace;
import io.makedaemon.wire.ParentHandover;
import io.makedaemon.wire.WaitPlan;

/**
 * Stage 0 if the user's JVM holds something that the daemon's JVM needs, such as a
 * debugger's port: the small program that the parent becomes by execve(2). It continues
 * to wait with the same process id and terminal, but no longer holds anything.
 *
 * <p>
 * It makes no native call.
 */
final class Stage0Waiting {

	private Stage0Waiting() {
	}

	/**
	 * Wait for the daemon, and end with exit code 0 if there is one.
	 * @param args the descriptor of the pipe with the {@link ParentHandover}
	 */
	public static void main(String[] args) {
		if (args.length != 1) {
			Terminal.complain("This class is run by io.makedaemon.Daemon.makeDaemon only.");
			System.exit(2);
		}
		System.exit(run(Integer.parseInt(args[0])));
	}

	private static int run(int pipe) {
		try {
			ParentHandover handover = ParentHandover.receive(pipe);
			Trace.reopen(handover.trace(), handover.plan().startedAt());
			Trace.step("waiting in place of the parent");
			// The first child removes the private directory once it may continue
			if (!NativeLibrary.hasErrorNames()) {
				throw new IOException("the class path is gone");
			}
			handover.leftovers().forEach((directory) -> FirstChildFiles.removeAll(new File(directory)));
			await(handover);
			return 0;
		}
		catch (StartFailedException ex) {
			tell(ex);
			return ex.exitCode();
		}
		catch (DaemonException ex) {
			tell(ex);
		}
		catch (ErrnoException ex) {
			tell(new SystemCallException(ex));
		}
		catch (IOException ex) {
			Terminal.complain("cannot wait for the daemon: " + ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return 1;
	}

	private static void tell(DaemonException failure) {
		Terminal.complain(String.valueOf(failure.getMessage()));
	}

	private static void await(ParentHandover handover) throws IOException, ErrnoException, InterruptedException {
		WaitPlan plan = handover.plan();
		String message;
		try (ProgressLine progress = ProgressLine.show(plan);
				Cancellation cancellation = new Cancellation(plan, progress);
				StatusFile.Kept former = StatusFile.Kept.of(plan.predecessor())) {
			FirstChild firstChild = cancellation.start(() -> adopt(handover));
			DaemonWait daemonWait = new DaemonWait(plan, firstChild, former, progress);
			message = cancellation.undoOnFailure(daemonWait::await);
			cancellation.keep();
			message = daemonWait.awaitPredecessor(message);
		}
		if (plan.showProgress()) {
			Terminal.say(message);
		}
	}

	private static FirstChild adopt(ParentHandover handover) {
		return new FirstChild(SpawnedProcess.adopt(handover.firstChild(), handover.descriptors()),
				PrivateDirectory.adopt(handover.directory()), handover.plan());
	}

}

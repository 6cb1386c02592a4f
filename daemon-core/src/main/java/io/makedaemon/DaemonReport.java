package io.makedaemon;

import java.io.IOException;
import java.io.OutputStream;

import org.jspecify.annotations.Nullable;

import io.makedaemon.capture.StandardStream;
import io.makedaemon.proc.CompilerThreads;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.trace.Trace;
import io.makedaemon.wire.Report;

/**
 * The daemon's report to the waiting parent: its progress, and finally that it is ready
 * or has failed. Thread-safe.
 */
final class DaemonReport {

	/** The pipe to the parent, or null if nobody waits. */
	private @Nullable OutputStream parent;

	private final boolean keepsOutput;

	private final boolean trimsHeap;

	private boolean done;

	private DaemonReport(@Nullable OutputStream parent, boolean keepsOutput, boolean trimsHeap) {
		this.parent = parent;
		this.keepsOutput = keepsOutput;
		this.trimsHeap = trimsHeap;
	}

	/**
	 * Create the report of a daemon.
	 * @param parent the pipe to the parent, or null if the parent does not wait
	 * @param captured whether standard output and error are captured, and stay so
	 */
	static DaemonReport to(@Nullable OutputStream parent, boolean captured) {
		return new DaemonReport(parent, captured, true);
	}

	/**
	 * Create the report of a program in the foreground, which nobody receives.
	 */
	static DaemonReport toNobody() {
		return new DaemonReport(null, true, false);
	}

	synchronized boolean isAwaited() {
		return this.parent != null;
	}

	/**
	 * Return whether the daemon has been reported as ready or failed.
	 */
	synchronized boolean isDone() {
		return this.done;
	}

	synchronized void progress(String phase) {
		if (this.parent != null) {
			send(this.parent, new Report.Phase(phase));
		}
	}

	synchronized void logFile(String file) {
		if (this.parent != null) {
			send(this.parent, new Report.LogFile(file));
		}
	}

	synchronized void ready() {
		if (!this.done && this.trimsHeap) {
			NativeHeap.trimLater();
		}
		if (this.parent != null) {
			releaseCompilers();
		}
		finish(new Report.Ready());
	}

	synchronized void failed(String text) {
		finish(new Report.Failed(text));
	}

	private void finish(Report report) {
		if (!this.done && Trace.isOn()) {
			Trace.step("is " + report.kind());
		}
		this.done = true;
		if (this.parent == null) {
			return;
		}
		if (!this.keepsOutput) {
			discardOutput();
		}
		try (OutputStream stream = this.parent) {
			send(stream, report);
		}
		catch (IOException ex) {
			// The parent was killed: nobody waits any longer
		}
		this.parent = null;
	}

	private static void send(OutputStream stream, Report report) {
		try {
			report.write(stream);
		}
		catch (IOException ex) {
			// The parent was killed: nobody waits any longer
		}
	}

	private static void discardOutput() {
		for (StandardStream stream : StandardStream.values()) {
			try {
				stream.discard();
			}
			catch (IOException ex) {
				// No descriptor is left: output stays in memory
			}
		}
	}

	/**
	 * Release the compilers, in case the first child was killed before it could do so.
	 */
	private static void releaseCompilers() {
		try {
			if (!ProcSelf.isChildOfSessionLeader()) {
				new CompilerThreads(ProcessHandle.current().pid()).release();
			}
		}
		catch (IOException | LinkageError ex) {
			// The compilers stay as they are
		}
	}

}

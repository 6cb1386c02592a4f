package io.makedaemon.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import io.makedaemon.parent.Reports;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.ErrnoException;

/**
 * What the first child and the daemon tell the waiting parent.
 */
public sealed interface Report {

	/**
	 * The first child has made what the daemon writes to, and now waits until the parent
	 * has opened it for reading.
	 *
	 * @param reports the first child's descriptor of the daemon's reports
	 * @param stdout the first child's descriptor of the daemon's captured standard
	 * output, or -1
	 * @param stderr the same of standard error
	 */
	record Outputs(int reports, int stdout, int stderr) implements Report {
	}

	/**
	 * The first child has started the daemon's program, which waits for what is handed
	 * over to it: without that it ends at once.
	 *
	 * @param pid the daemon's process id
	 */
	record Spawned(long pid) implements Report {
	}

	/**
	 * The first child has handed over: the daemon no longer needs anybody.
	 *
	 * @param done whether it could: otherwise the daemon's program has ended before
	 */
	record HandedOver(boolean done) implements Report {
	}

	/**
	 * The first child could not start the daemon.
	 *
	 * @param call the name of the system call
	 * @param object what it was applied to, as a byte string
	 * @param errno the error number
	 */
	record CallFailed(String call, String object, int errno) implements Report {

		/**
		 * Reports a failure.
		 * @param failure the failure
		 */
		public CallFailed(ErrnoException failure) {
			this(failure.call(), failure.object(), failure.errno());
		}

		/**
		 * Returns what is reported.
		 * @return the failure
		 */
		public ErrnoException failure() {
			return new ErrnoException(this.call, this.object, this.errno);
		}
	}

	/**
	 * The daemon's process has ended.
	 *
	 * @param status how; unknown if nobody watches it any more
	 */
	record Ended(WaitStatus status) implements Report {
	}

	/**
	 * The first child has nothing more to do.
	 */
	record Done() implements Report {
	}

	/**
	 * The daemon has come a step further.
	 *
	 * @param text what it does now, for the user's eyes
	 */
	record Phase(String text) implements Report {
	}

	/**
	 * The daemon is ready.
	 */
	record Ready() implements Report {
	}

	/**
	 * The daemon has failed.
	 *
	 * @param text why, for the user's eyes
	 */
	record Failed(String text) implements Report {
	}

	/**
	 * The sender has ended without a further report.
	 */
	record End() implements Report {
	}

	/**
	 * Sends this report, in one piece.
	 * @param stream the pipe to the parent
	 * @throws IOException if the parent is gone
	 */
	default void write(OutputStream stream) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream out = new DataOutputStream(bytes);
		if (this instanceof Outputs outputs) {
			out.writeByte('O');
			out.writeInt(outputs.reports);
			out.writeInt(outputs.stdout);
			out.writeInt(outputs.stderr);
		}
		else if (this instanceof Spawned spawned) {
			out.writeByte('S');
			out.writeLong(spawned.pid);
		}
		else if (this instanceof HandedOver handedOver) {
			out.writeByte('H');
			out.writeBoolean(handedOver.done);
		}
		else if (this instanceof CallFailed failed) {
			out.writeByte('C');
			Wire.write(out, failed.call);
			Wire.write(out, failed.object);
			out.writeInt(failed.errno);
		}
		else if (this instanceof Ended ended) {
			out.writeByte('E');
			out.writeInt(ended.status.status());
		}
		else if (this instanceof Done) {
			out.writeByte('D');
		}
		else if (this instanceof Phase phase) {
			out.writeByte('P');
			Wire.write(out, ByteStrings.encode(phase.text));
		}
		else if (this instanceof Ready) {
			out.writeByte('R');
		}
		else if (this instanceof Failed failed) {
			out.writeByte('F');
			Wire.write(out, ByteStrings.encode(failed.text));
		}
		bytes.writeTo(stream);
		stream.flush();
	}

	/**
	 * Receives the next report; waits for it.
	 * @param stream the pipe from the first child or the daemon
	 * @return the report, {@link End} if the sender has ended
	 * @throws IOException if the pipe cannot be read, or what came is cut off
	 */
	static Report read(InputStream stream) throws IOException {
		int kind = stream.read();
		DataInputStream in = new DataInputStream(stream);
		return switch (kind) {
			case -1 -> new End();
			case 'O' -> new Outputs(in.readInt(), in.readInt(), in.readInt());
			case 'S' -> new Spawned(in.readLong());
			case 'H' -> new HandedOver(in.readBoolean());
			case 'C' -> new CallFailed(Wire.read(in), Wire.read(in), in.readInt());
			case 'E' -> new Ended(new WaitStatus(in.readInt()));
			case 'D' -> new Done();
			case 'P' -> new Phase(ByteStrings.decode(Wire.read(in)));
			case 'R' -> new Ready();
			case 'F' -> new Failed(ByteStrings.decode(Wire.read(in)));
			default -> throw new IOException("not a report: " + kind);
		};
	}

}

package io.makedaemon.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

import io.makedaemon.posix.ErrnoException;
import io.makedaemon.proc.ProcessIdentity;

/**
 * What the first child and the daemon report to the waiting parent: a byte for the
 * {@link Kind}, followed by the content of the record.
 */
public sealed interface Report {

	/**
	 * The first child has created the streams that the daemon writes to, and now waits
	 * until the parent has opened them for reading.
	 *
	 * @param reports the first child's descriptor of the daemon's reports
	 * @param stdout the first child's descriptor of the daemon's captured standard
	 * output, or -1
	 * @param stderr the same for standard error
	 */
	record Outputs(int reports, int stdout, int stderr) implements Report {

		@Override
		public Kind kind() {
			return Kind.OUTPUTS;
		}

		@Override
		public void writeTo(DataOutput out) throws IOException {
			out.writeInt(this.reports);
			out.writeInt(this.stdout);
			out.writeInt(this.stderr);
		}

		static Outputs readFrom(DataInput in) throws IOException {
			return new Outputs(in.readInt(), in.readInt(), in.readInt());
		}
	}

	/**
	 * The first child has started the daemon's program, which waits for the handover.
	 * Without a handover the program ends at once.
	 *
	 * @param process the daemon's process; the first child has read its start time while
	 * no other process could have its id
	 * @param sockets what the daemon listens on
	 */
	record Spawned(ProcessIdentity process, List<OpenSocket> sockets) implements Report {

		@Override
		public Kind kind() {
			return Kind.SPAWNED;
		}

		@Override
		public void writeTo(DataOutput out) throws IOException {
			out.writeLong(this.process.pid());
			out.writeLong(this.process.startTime());
			Wire.writeSockets(out, this.sockets);
		}

		static Spawned readFrom(DataInput in) throws IOException {
			return new Spawned(new ProcessIdentity(in.readLong(), in.readLong()), Wire.readSockets(in));
		}
	}

	/**
	 * The first child has handed over: the daemon no longer needs anybody.
	 *
	 * @param done whether the handover succeeded; if not, the daemon's program has ended
	 * before
	 */
	record HandedOver(boolean done) implements Report {

		@Override
		public Kind kind() {
			return Kind.HANDED_OVER;
		}

		@Override
		public void writeTo(DataOutput out) throws IOException {
			out.writeBoolean(this.done);
		}

		static HandedOver readFrom(DataInput in) throws IOException {
			return new HandedOver(in.readBoolean());
		}
	}

	/**
	 * The first child could not start the daemon.
	 *
	 * @param call the name of the system call
	 * @param attempt what was attempted, see {@link ErrnoException#attempt()}
	 * @param object what it was applied to, as a byte string
	 * @param errno the error number
	 * @param option the option that was being applied, see {@link LaunchPlan.Option};
	 * empty for none
	 */
	record CallFailed(String call, String attempt, String object, int errno, String option) implements Report {

		/**
		 * Report a failure.
		 * @param failure the failure
		 * @param option the option that was being applied; empty for none
		 */
		public CallFailed(ErrnoException failure, String option) {
			this(failure.call(), failure.attempt(), failure.object(), failure.errno(), option);
		}

		/**
		 * Return what is reported.
		 * @return the failure
		 */
		public ErrnoException failure() {
			return new ErrnoException(this.call, this.attempt, this.object, this.errno);
		}

		@Override
		public Kind kind() {
			return Kind.CALL_FAILED;
		}

		@Override
		public void writeTo(DataOutput out) throws IOException {
			Wire.tell(out, this.call);
			Wire.tell(out, this.attempt);
			Wire.tell(out, this.object);
			out.writeInt(this.errno);
			Wire.tell(out, this.option);
		}

		static CallFailed readFrom(DataInput in) throws IOException {
			return new CallFailed(Wire.hear(in), Wire.hear(in), Wire.hear(in), in.readInt(), Wire.hear(in));
		}
	}

	/**
	 * The daemon's process has ended.
	 *
	 * @param status how it has ended; unknown if no process watches it any more
	 */
	record Ended(WaitStatus status) implements Report {

		@Override
		public Kind kind() {
			return Kind.ENDED;
		}

		@Override
		public void writeTo(DataOutput out) throws IOException {
			out.writeInt(this.status.status());
		}

		static Ended readFrom(DataInput in) throws IOException {
			return new Ended(new WaitStatus(in.readInt()));
		}
	}

	/**
	 * The first child has created something that it may not remove as its current user.
	 * It keeps this open and locked until the parent lets it end.
	 *
	 * @param what what it has created
	 * @param key the file's key, see {@link BasicFileAttributes#fileKey()}
	 */
	record Left(Made what, String key) implements Report {

		@Override
		public Kind kind() {
			return Kind.LEFT;
		}

		@Override
		public void writeTo(DataOutput out) throws IOException {
			out.writeByte(this.what.code);
			Wire.write(out, this.key);
		}

		static Left readFrom(DataInput in) throws IOException {
			return new Left(Made.of(in.readByte()), Wire.read(in));
		}
	}

	/**
	 * The things with a name that a first child creates.
	 */
	enum Made {

		/** The pid file. */
		PID_FILE('p'),

		/** The directory of the daemon's logs. */
		LOG_DIRECTORY('l');

		private final char code;

		Made(char code) {
			this.code = code;
		}

		private static Made of(int code) throws IOException {
			for (Made made : values()) {
				if (made.code == code) {
					return made;
				}
			}
			throw new IOException("nothing that is made: " + code);
		}

	}

	/**
	 * The first child has nothing more to do.
	 */
	record Done() implements Report {

		@Override
		public Kind kind() {
			return Kind.DONE;
		}

		@Override
		public void writeTo(DataOutput out) {
			// It has nothing
		}
	}

	/**
	 * The daemon has come a step further.
	 *
	 * @param text what it is doing now, to be shown to the user
	 */
	record Phase(String text) implements Report {

		@Override
		public Kind kind() {
			return Kind.PHASE;
		}

		@Override
		public void writeTo(DataOutput out) throws IOException {
			Wire.tell(out, this.text);
		}

		static Phase readFrom(DataInput in) throws IOException {
			return new Phase(Wire.hear(in));
		}
	}

	/**
	 * The daemon logs to a different file than the parent expects.
	 *
	 * @param file the log file, as a byte string; empty if there is none
	 */
	record LogFile(String file) implements Report {

		@Override
		public Kind kind() {
			return Kind.LOG_FILE;
		}

		@Override
		public void writeTo(DataOutput out) throws IOException {
			Wire.write(out, this.file);
		}

		static LogFile readFrom(DataInput in) throws IOException {
			return new LogFile(Wire.read(in));
		}
	}

	/**
	 * The daemon is ready.
	 */
	record Ready() implements Report {

		@Override
		public Kind kind() {
			return Kind.READY;
		}

		@Override
		public void writeTo(DataOutput out) {
			// It has nothing
		}
	}

	/**
	 * The daemon has failed.
	 *
	 * @param text the reason, to be shown to the user
	 */
	record Failed(String text) implements Report {

		@Override
		public Kind kind() {
			return Kind.FAILED;
		}

		@Override
		public void writeTo(DataOutput out) throws IOException {
			Wire.tell(out, this.text);
		}

		static Failed readFrom(DataInput in) throws IOException {
			return new Failed(Wire.hear(in));
		}
	}

	/**
	 * The sender has ended without a further report. This is never sent.
	 */
	record End() implements Report {

		@Override
		public Kind kind() {
			return Kind.END;
		}

		@Override
		public void writeTo(DataOutput out) {
			// It has nothing
		}
	}

	/**
	 * Return what is reported.
	 * @return the kind
	 */
	Kind kind();

	/**
	 * Write the content of the record.
	 * @param out the output to write to
	 * @throws IOException if it cannot be written
	 */
	void writeTo(DataOutput out) throws IOException;

	/**
	 * Send this report in a single write.
	 * @param stream the pipe to the parent
	 * @throws IOException if the parent is gone
	 */
	default void write(OutputStream stream) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream out = new DataOutputStream(bytes);
		out.writeByte(kind().code);
		writeTo(out);
		bytes.writeTo(stream);
		stream.flush();
	}

	/**
	 * Wait for the next report and receive it.
	 * @param stream the pipe from the first child or the daemon
	 * @return the report; {@link End} if the sender has ended
	 * @throws IOException if the pipe cannot be read, or if the report is truncated
	 */
	static Report read(InputStream stream) throws IOException {
		int code = stream.read();
		DataInputStream in = new DataInputStream(stream);
		// A kind that is missing here does not compile
		return switch ((code < 0) ? Kind.END : Kind.of(code)) {
			case OUTPUTS -> Outputs.readFrom(in);
			case SPAWNED -> Spawned.readFrom(in);
			case HANDED_OVER -> HandedOver.readFrom(in);
			case CALL_FAILED -> CallFailed.readFrom(in);
			case ENDED -> Ended.readFrom(in);
			case LEFT -> Left.readFrom(in);
			case DONE -> new Done();
			case PHASE -> Phase.readFrom(in);
			case LOG_FILE -> LogFile.readFrom(in);
			case READY -> new Ready();
			case FAILED -> Failed.readFrom(in);
			case END -> new End();
		};
	}

	/**
	 * The kinds of reports: a record for each, and the byte that it begins with.
	 */
	enum Kind {

		/** {@link Outputs}. */
		OUTPUTS('O'),

		/** {@link Spawned}. */
		SPAWNED('S'),

		/** {@link HandedOver}. */
		HANDED_OVER('H'),

		/** {@link CallFailed}. */
		CALL_FAILED('C'),

		/** {@link Ended}. */
		ENDED('E'),

		/** {@link Left}. */
		LEFT('L'),

		/** {@link Done}. */
		DONE('D'),

		/** {@link Phase}. */
		PHASE('P'),

		/** {@link LogFile}. */
		LOG_FILE('G'),

		/** {@link Ready}. */
		READY('R'),

		/** {@link Failed}. */
		FAILED('F'),

		/** {@link End}. */
		END('\0');

		private final char code;

		Kind(char code) {
			this.code = code;
		}

		private static Kind of(int code) throws IOException {
			for (Kind kind : values()) {
				if (kind.code == code && kind != END) {
					return kind;
				}
			}
			throw new IOException("not a report: " + code);
		}

	}

}

package io.makedaemon.wire;

import java.io.BufferedOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.Descriptors;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.proc.ProcessIdentity;

/**
 * What the first child hands over to the daemon, through a pipe that the daemon inherits.
 * The inherited files are the descriptors 3, 4, 5, …
 *
 * @param startedAt when the parent was started, in milliseconds since the epoch
 * @param reportDescriptor the descriptor for reports to the parent
 * @param reportWanted whether the parent waits for the report
 * @param argumentsDescriptor the file that the program's arguments were read from, or -1
 * @param changesDescriptor the descriptor that signals captured output, or -1
 * @param statusDescriptor the file in which the daemon publishes its status, or -1
 * @param traceDescriptor the trace's file, or -1
 * @param pidFileDescriptor the pid file with its lock, or -1
 * @param pidDirectoryDescriptor the pid file's directory, or -1
 * @param pidFile the pid file's path; empty for none
 * @param fileNames the names of the inherited files
 * @param sockets the inherited sockets, whose descriptors follow those of the files
 * @param predecessor the previous generation; null if there is none
 * @param supervised what a supervised daemon knows; null if it is not supervised
 * @param briefing the parent's {@link Briefing}
 */
public record Handover(long startedAt, int reportDescriptor, boolean reportWanted, int argumentsDescriptor,
		int changesDescriptor, int statusDescriptor, int traceDescriptor, int pidFileDescriptor,
		int pidDirectoryDescriptor, String pidFile, List<String> fileNames, List<OpenSocket> sockets,
		@Nullable Predecessor predecessor, @Nullable Supervised supervised, String briefing) {

	/** The descriptor of the first inherited file. */
	public static final int FIRST_FILE = 3;

	/**
	 * Return the descriptor of an inherited socket.
	 * @param index its place in {@link #sockets()}
	 * @return the descriptor
	 */
	public int socketDescriptor(int index) {
		return FIRST_FILE + this.fileNames.size() + index;
	}

	/**
	 * Hand over.
	 * @param stream the pipe
	 * @throws IOException if the daemon is gone
	 */
	public void write(OutputStream stream) throws IOException {
		DataOutputStream out = new DataOutputStream(new BufferedOutputStream(stream));
		Wire.writeVersion(out);
		out.writeLong(this.startedAt);
		out.writeInt(this.reportDescriptor);
		out.writeBoolean(this.reportWanted);
		out.writeInt(this.argumentsDescriptor);
		out.writeInt(this.changesDescriptor);
		out.writeInt(this.statusDescriptor);
		out.writeInt(this.traceDescriptor);
		out.writeInt(this.pidFileDescriptor);
		out.writeInt(this.pidDirectoryDescriptor);
		Wire.write(out, this.pidFile);
		Wire.write(out, this.fileNames);
		Wire.writeSockets(out, this.sockets);
		out.writeBoolean(this.predecessor != null);
		if (this.predecessor != null) {
			this.predecessor.write(out);
		}
		Supervised.write(out, this.supervised);
		Wire.write(out, this.briefing);
		out.flush();
	}

	/**
	 * Receive what was handed over.
	 * @param stream the pipe
	 * @return what was handed over
	 * @throws OtherVersionException if the first child is of another version
	 * @throws IOException if the first child is gone
	 */
	public static Handover read(InputStream stream) throws IOException {
		DataInputStream in = new DataInputStream(stream);
		Wire.readVersion(in);
		return new Handover(in.readLong(), in.readInt(), in.readBoolean(), in.readInt(), in.readInt(), in.readInt(),
				in.readInt(), in.readInt(), in.readInt(), Wire.read(in), Wire.readList(in), Wire.readSockets(in),
				in.readBoolean() ? Predecessor.read(in) : null, Supervised.read(in), Wire.read(in));
	}

	/**
	 * Return the address of the pipe, which follows the colon in the daemon's stage tag.
	 * It also names the pipe itself, so that a JVM started with a copy of the daemon's
	 * options does not mistake one of its descriptors for the pipe.
	 * @param descriptor the pipe's descriptor in the daemon
	 * @param pipe what the descriptor refers to, see {@link ProcSelf#descriptor(int)}
	 * @return the address
	 */
	public static String address(int descriptor, String pipe) {
		return descriptor + "," + pipe;
	}

	/**
	 * Find the pipe of an address in this process.
	 * @param address the address
	 * @return the pipe's descriptor; -1 if the address belongs to another process
	 */
	public static int find(String address) {
		int comma = address.indexOf(',');
		try {
			int descriptor = Integer.parseInt(address, 0, Math.max(0, comma), 10);
			return address.substring(comma + 1).equals(ProcSelf.descriptor(descriptor)) ? descriptor : -1;
		}
		catch (IOException | NumberFormatException ex) {
			return -1;
		}
	}

	/**
	 * Receive what was handed over to this process, and close the pipe.
	 * @param descriptor the pipe's descriptor
	 * @return what was handed over
	 * @throws OtherVersionException if the first child is of another version
	 * @throws IOException if the first child was killed before it handed over
	 */
	public static Handover receive(int descriptor) throws IOException {
		try (InputStream in = new FileInputStream(Descriptors.adopt(descriptor))) {
			return read(in);
		}
	}

	/**
	 * The generation that the daemon replaces.
	 *
	 * @param process its process
	 * @param generation its number
	 * @param stepDescriptor the descriptor through which the daemon learns the last step
	 * of the upgrade, see {@link UpgradeStep}
	 */
	public record Predecessor(ProcessIdentity process, int generation, int stepDescriptor) {

		void write(DataOutput out) throws IOException {
			out.writeLong(this.process.pid());
			out.writeLong(this.process.startTime());
			out.writeInt(this.generation);
			out.writeInt(this.stepDescriptor);
		}

		static Predecessor read(DataInput in) throws IOException {
			return new Predecessor(new ProcessIdentity(in.readLong(), in.readLong()), in.readInt(), in.readInt());
		}

	}

}

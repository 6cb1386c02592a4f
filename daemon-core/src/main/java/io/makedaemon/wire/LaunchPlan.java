package io.makedaemon.wire;

import java.io.BufferedOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Credentials.KeptCapability;
import io.makedaemon.posix.ResourceLimit;
import io.makedaemon.posix.Sockaddr;
import io.makedaemon.proc.ProcessIdentity;

/**
 * What the parent tells the first child to do, sent through its standard input.
 *
 * @param program the program that the daemon runs
 * @param process what the daemon's process inherits
 * @param files the files that the daemon inherits, in order
 * @param sockets the sockets that the daemon inherits, in order
 * @param captureOutput whether standard output and error are captured
 * @param reportWanted whether the parent waits for the daemon's report
 * @param pidFile the pid file; empty for none
 * @param predecessor the daemon that this one replaces; null for none
 * @param supervision how the daemon is supervised; null if it is not
 * @param trace the trace's file; empty for none
 * @param startedAt when the parent was started, in milliseconds since the epoch
 * @param briefing the {@link Briefing} for the daemon
 */
public record LaunchPlan(PlannedProgram program, PlannedProcess process, List<PlannedFile> files,
		List<PlannedSocket> sockets, boolean captureOutput, boolean reportWanted, String pidFile,
		@Nullable ProcessIdentity predecessor, @Nullable PlannedSupervision supervision, String trace, long startedAt,
		String briefing) {

	/**
	 * Send the plan.
	 * @param stream the first child's standard input
	 * @throws IOException if the first child is gone
	 */
	public void write(OutputStream stream) throws IOException {
		DataOutputStream out = new DataOutputStream(new BufferedOutputStream(stream));
		Wire.writeVersion(out);
		this.program.write(out);
		this.process.write(out);
		out.writeInt(this.files.size());
		for (PlannedFile file : this.files) {
			file.write(out);
		}
		out.writeInt(this.sockets.size());
		for (PlannedSocket socket : this.sockets) {
			socket.write(out);
		}
		out.writeBoolean(this.captureOutput);
		out.writeBoolean(this.reportWanted);
		Wire.write(out, this.pidFile);
		Wire.write(out, this.predecessor);
		PlannedSupervision.write(out, this.supervision);
		Wire.write(out, this.trace);
		out.writeLong(this.startedAt);
		Wire.write(out, this.briefing);
		out.flush();
	}

	/**
	 * Receive the plan.
	 * @param stream the standard input
	 * @return the plan
	 * @throws IOException if the parent is gone
	 */
	public static LaunchPlan read(InputStream stream) throws IOException {
		DataInputStream in = new DataInputStream(stream);
		Wire.readVersion(in);
		return new LaunchPlan(PlannedProgram.read(in), PlannedProcess.read(in), files(in), sockets(in),
				in.readBoolean(), in.readBoolean(), Wire.read(in), Wire.readProcess(in), PlannedSupervision.read(in),
				Wire.read(in), in.readLong(), Wire.read(in));
	}

	private static List<PlannedFile> files(DataInputStream in) throws IOException {
		int size = Wire.readSize(in);
		List<PlannedFile> files = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			files.add(PlannedFile.read(in));
		}
		return files;
	}

	private static List<PlannedSocket> sockets(DataInputStream in) throws IOException {
		int size = Wire.readSize(in);
		List<PlannedSocket> sockets = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			sockets.add(PlannedSocket.read(in));
		}
		return sockets;
	}

	/**
	 * The names of the options that can be refused when they are applied. They are the
	 * names of the methods that set them.
	 */
	public static final class Option {

		/** The file mode creation mask. */
		public static final String UMASK = "umask";

		/** A soft limit, followed by the name of the resource. */
		public static final String SOFT_LIMIT = "softLimit.";

		/** A hard limit, followed by the name of the resource. */
		public static final String HARD_LIMIT = "hardLimit.";

		/** The pid file. */
		public static final String PID_FILE = "pidFile";

		/** The user. */
		public static final String USER = "user";

		/** The group. */
		public static final String GROUP = "group";

		/** The capabilities. */
		public static final String CAPABILITIES = "capabilities";

		/** A file that the daemon inherits, followed by its index, from 0. */
		public static final String FILE = "files.";

		/**
		 * A socket that the daemon inherits, followed by its index, from 0.
		 */
		public static final String SOCKET = "sockets.";

		/** The working directory. */
		public static final String WORKING_DIRECTORY = "workingDirectory";

		/** No option. */
		public static final String NONE = "";

		private Option() {
		}

	}

	/**
	 * The program that the daemon runs.
	 *
	 * @param executable its file
	 * @param arguments its arguments, beginning with {@code argv[0]}
	 * @param environment its whole environment, as {@code name=value}
	 * @param stageTag its signed stage tag, without the text after the colon
	 */
	public record PlannedProgram(String executable, List<String> arguments, List<String> environment, String stageTag) {

		void write(DataOutput out) throws IOException {
			Wire.write(out, this.executable);
			Wire.write(out, this.arguments);
			Wire.write(out, this.environment);
			Wire.write(out, this.stageTag);
		}

		static PlannedProgram read(DataInput in) throws IOException {
			return new PlannedProgram(Wire.read(in), Wire.readList(in), Wire.readList(in), Wire.read(in));
		}

	}

	/**
	 * What the daemon's process inherits from the first child, which applies it to
	 * itself.
	 *
	 * @param workingDirectory the directory to run in
	 * @param umask the file mode creation mask
	 * @param limits the resource limits
	 * @param identity the user and group to run as
	 * @param noNewPrivileges whether programs that the daemon starts cannot gain
	 * privileges
	 * @param logDirectory the directory of the daemon's logs, which is created for
	 * another user if it does not exist; empty if it is not known
	 */
	public record PlannedProcess(String workingDirectory, int umask, List<ResourceLimit> limits,
			PlannedIdentity identity, boolean noNewPrivileges, String logDirectory) {

		void write(DataOutputStream out) throws IOException {
			Wire.write(out, this.workingDirectory);
			out.writeInt(this.umask);
			PlannedLimits.write(out, this.limits);
			this.identity.write(out);
			out.writeBoolean(this.noNewPrivileges);
			Wire.write(out, this.logDirectory);
		}

		static PlannedProcess read(DataInputStream in) throws IOException {
			return new PlannedProcess(Wire.read(in), in.readInt(), PlannedLimits.read(in), PlannedIdentity.read(in),
					in.readBoolean(), Wire.read(in));
		}

	}

	/**
	 * The user and the group that the daemon runs as.
	 *
	 * @param user the user's name or id, as a byte string; empty for the user who starts
	 * it
	 * @param group the group's name or id, as a byte string; empty for the user's group
	 * @param capabilities the capabilities to keep
	 */
	public record PlannedIdentity(String user, String group, List<KeptCapability> capabilities) {

		/**
		 * Return whether the user or the group changes.
		 * @return whether it does
		 */
		public boolean isChange() {
			return !this.user.isEmpty() || !this.group.isEmpty();
		}

		void write(DataOutputStream out) throws IOException {
			Wire.write(out, this.user);
			Wire.write(out, this.group);
			out.writeInt(this.capabilities.size());
			for (KeptCapability capability : this.capabilities) {
				out.writeInt(capability.number());
				Wire.write(out, ByteStrings.encode(capability.name()));
			}
		}

		static PlannedIdentity read(DataInputStream in) throws IOException {
			return new PlannedIdentity(Wire.read(in), Wire.read(in), capabilities(in));
		}

		private static List<KeptCapability> capabilities(DataInputStream in) throws IOException {
			int size = Wire.readSize(in);
			List<KeptCapability> capabilities = new ArrayList<>();
			for (int i = 0; i < size; i++) {
				capabilities.add(new KeptCapability(in.readInt(), ByteStrings.decode(Wire.read(in))));
			}
			return capabilities;
		}

	}

	/**
	 * The form in which the daemon's limits are sent to the first child.
	 */
	private static final class PlannedLimits {

		private PlannedLimits() {
		}

		static void write(DataOutputStream out, List<ResourceLimit> limits) throws IOException {
			out.writeInt(limits.size());
			for (ResourceLimit limit : limits) {
				out.writeInt(limit.number());
				Wire.write(out, limit.name());
				write(out, limit.soft());
				write(out, limit.hard());
			}
		}

		private static void write(DataOutputStream out, @Nullable Long value) throws IOException {
			out.writeBoolean(value != null);
			out.writeLong((value != null) ? value : 0);
		}

		static List<ResourceLimit> read(DataInputStream in) throws IOException {
			int size = Wire.readSize(in);
			List<ResourceLimit> limits = new ArrayList<>();
			for (int i = 0; i < size; i++) {
				limits.add(new ResourceLimit(in.readInt(), Wire.read(in), value(in), value(in)));
			}
			return limits;
		}

		private static @Nullable Long value(DataInputStream in) throws IOException {
			boolean present = in.readBoolean();
			long value = in.readLong();
			return present ? value : null;
		}

	}

	/**
	 * A file that the daemon inherits.
	 *
	 * @param path the absolute path that the first child opens; empty if the file is a
	 * descriptor that the first child inherits from the parent
	 * @param flags the flags for {@code open(2)}
	 * @param locked whether it is locked
	 */
	public record PlannedFile(String path, int flags, boolean locked) {

		/**
		 * Return the plan for a descriptor that is passed on unchanged.
		 * @return the plan
		 */
		public static PlannedFile inherited() {
			return new PlannedFile("", 0, false);
		}

		/**
		 * Return whether the first child inherits the descriptor instead of opening a
		 * path.
		 * @return whether it is inherited
		 */
		public boolean isInherited() {
			return this.path.isEmpty();
		}

		void write(DataOutputStream out) throws IOException {
			Wire.write(out, this.path);
			out.writeInt(this.flags);
			out.writeBoolean(this.locked);
		}

		static PlannedFile read(DataInputStream in) throws IOException {
			return new PlannedFile(Wire.read(in), in.readInt(), in.readBoolean());
		}

	}

	/**
	 * A listening socket that the daemon inherits.
	 *
	 * @param name its name, as a byte string
	 * @param address the address that the first child binds it to, see
	 * {@link Sockaddr#bytes()}; empty if the socket is a descriptor that the first child
	 * inherits from the parent
	 * @param text the address in readable form, as a byte string; for a Unix domain
	 * socket, the path
	 * @param backlog the number of connections that can wait; 0 for as many as the kernel
	 * permits
	 */
	public record PlannedSocket(String name, String address, String text, int backlog) {

		/**
		 * Return whether the first child inherits the descriptor instead of binding an
		 * address.
		 * @return whether it is inherited
		 */
		public boolean isInherited() {
			return this.address.isEmpty();
		}

		/**
		 * Return whether it is a Unix domain socket, which has a file.
		 * @return whether it is
		 */
		public boolean isFile() {
			return this.text.startsWith("/");
		}

		void write(DataOutput out) throws IOException {
			Wire.write(out, this.name);
			Wire.write(out, this.address);
			Wire.write(out, this.text);
			out.writeInt(this.backlog);
		}

		static PlannedSocket read(DataInput in) throws IOException {
			return new PlannedSocket(Wire.read(in), Wire.read(in), Wire.read(in), in.readInt());
		}

	}

}

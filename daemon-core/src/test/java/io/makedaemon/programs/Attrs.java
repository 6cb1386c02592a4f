package io.makedaemon.programs;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.makedaemon.Capability;
import io.makedaemon.DaemonAttr;
import io.makedaemon.DaemonFile;
import io.makedaemon.DaemonSignal;
import io.makedaemon.DaemonSocket;
import io.makedaemon.Resource;
import io.makedaemon.Supervision;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;
import io.makedaemon.posix.ErrnoException;

/**
 * Makes a program's {@link DaemonAttr} of the system properties {@code attr.*}.
 */
final class Attrs {

	private Attrs() {
	}

	static DaemonAttr.Builder fromProperties() {
		DaemonAttr.Builder attr = DaemonAttr.builder().showProgress(true);
		set("showProgress", (value) -> attr.showProgress(Boolean.parseBoolean(value)));
		set("pidFile", (value) -> attr.pidFile(Path.of(value)));
		set("logFile", (value) -> attr.logFile(Path.of(value)));
		set("programName", attr::programName);
		set("workingDirectory", (value) -> attr.workingDirectory(Path.of(value)));
		set("umask", (value) -> attr.umask(Integer.parseInt(value, 8)));
		set("startTimeout", (value) -> attr.startTimeout(Duration.parse(value)));
		set("captureOutput", (value) -> attr.captureOutput(Boolean.parseBoolean(value)));
		set("captureBacklog", (value) -> attr.captureBacklog(Long.parseLong(value)));
		set("port", (value) -> attr.sockets(DaemonSocket.of("web",
				new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(value)))));
		set("socketFile", (value) -> attr.sockets(DaemonSocket.of("web", UnixDomainSocketAddress.of(value))));
		set("file", (value) -> attr.files(DaemonFile.of(Path.of(value))));
		set("descriptor", (value) -> attr.files(DaemonFile.inherit(value, () -> open(value))));
		set("jvmOption", (value) -> attr.jvmOptions(List.of(value)));
		set("lockedFile", (value) -> attr
			.files(DaemonFile.of(Path.of(value), StandardOpenOption.CREATE, StandardOpenOption.WRITE).locked()));
		set("user", attr::user);
		set("group", attr::group);
		set("capability", (value) -> attr.capabilities(Capability.valueOf(value)));
		set("noNewPrivileges", (value) -> attr.noNewPrivileges(Boolean.parseBoolean(value)));
		set("message", attr::message);
		set("signals", (value) -> Stream.of(value.split(",", -1)).map(DaemonSignal::valueOf).forEach(attr::signals));
		set("supervision", (value) -> attr.supervision(supervision(value.split(",", -1))));
		set("logDirectory", (value) -> attr.logDirectory(Path.of(value)));
		for (Resource resource : Resource.values()) {
			set("soft." + resource, (value) -> attr.softLimit(resource, Long.parseLong(value)));
			set("hard." + resource, (value) -> attr.hardLimit(resource, Long.parseLong(value)));
		}
		return attr;
	}

	private static void set(String name, Consumer<String> setter) {
		String value = System.getProperty("attr." + name);
		if (value != null) {
			setter.accept(value);
		}
	}

	/**
	 * Always or not, the delays, when it is stable, failures, their time, an exit code to
	 * ignore, and the liveness.
	 */
	private static Supervision supervision(String[] values) {
		return new Supervision(Boolean.parseBoolean(values[0]), Duration.parse(values[1]), Duration.parse(values[2]),
				Duration.parse(values[3]), Integer.parseInt(values[4]), Duration.parse(values[5]),
				Set.of(Integer.parseInt(values[6])), Duration.parse(values[7]));
	}

	private static int open(String path) {
		try {
			return Posix.open(path, OpenFlags.RDONLY, 0);
		}
		catch (ErrnoException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

}

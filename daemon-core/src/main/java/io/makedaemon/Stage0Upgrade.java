package io.makedaemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.makedaemon.proc.Namespaces;
import io.makedaemon.proc.OpenFiles;
import io.makedaemon.proc.ProcessIdentity;
import io.makedaemon.wire.UpgradeOffer;

/**
 * The daemon that a new generation is to replace, as the parent has found it. Whatever
 * prevents the upgrade, and can be known beforehand, is refused before anything is
 * started.
 *
 * @param predecessor the daemon's process
 * @param endTimeout how long it may take to drain and to end
 */
record Stage0Upgrade(ProcessIdentity predecessor, Duration endTimeout) {

	private static final String CANNOT = "cannot upgrade: ";

	/**
	 * Find the daemon.
	 * @param options the options of the new generation
	 * @param endTimeout how long the daemon may take to drain and to end
	 * @throws DaemonException if there is none that can be upgraded
	 */
	static Stage0Upgrade of(DaemonOptions options, Duration endTimeout) {
		String unsupported = Daemon.unsupported();
		if (unsupported != null) {
			throw new DaemonException(CANNOT + unsupported);
		}
		Path pidFile = options.pidFile();
		if (pidFile == null) {
			throw refused("the daemon cannot be found without a pid file");
		}
		if (options.startTimeout().isZero()) {
			throw refused("the running daemon can only be replaced by one that is ready, which needs a start timeout");
		}
		RunningDaemon running = RunningDaemon.find(pidFile).orElseThrow(() -> refused("the daemon is not running"));
		check(running, options);
		ProcessIdentity process = ProcessIdentity.of(running.pid());
		if (process == null || !running.isAlive()) {
			throw refused("the daemon has just ended");
		}
		String overwritten = OpenFiles.findOverwritten(process, ".jar");
		if (overwritten != null) {
			throw refused(overwritten + " was overwritten while process " + process.pid() + " runs from it, which may"
					+ " fail at any moment: restart the daemon, and put new versions in place with mv");
		}
		return new Stage0Upgrade(process, endTimeout);
	}

	private static void check(RunningDaemon running, DaemonOptions options) {
		String process = "process " + running.pid();
		Map<String, String> published = running.published();
		if (published.isEmpty()) {
			throw refused("this user may not inspect " + process);
		}
		if (options.sockets().isEmpty()) {
			throw refused("no socket is declared that the new generation could inherit");
		}
		if (!published.containsKey(Published.SOCKETS)) {
			throw refused(process + " has no socket that the new generation could inherit: declare one, and restart"
					+ " the daemon once");
		}
		String version = published.get(UpgradeOffer.PUBLISHED_AS);
		if (version == null) {
			throw refused(process + " cannot hand over its sockets, since it was started by an earlier version of"
					+ " MakeDaemon, or does not handle SIGHUP: restart it once");
		}
		if (!version.equals(Integer.toString(UpgradeOffer.VERSION))) {
			throw refused(
					process + " runs with a version of MakeDaemon that hands over in another way: restart it once");
		}
		if (running.readyAt().isEmpty()) {
			throw refused(process + " is not ready yet");
		}
		if (!Namespaces.areShared(running.pid())) {
			throw refused(process + " runs in another container or namespace: give the command there");
		}
	}

	private static DaemonException refused(String reason) {
		return new DaemonException(CANNOT + reason);
	}

}

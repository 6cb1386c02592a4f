package io.makedaemon.spring.boot;

import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import io.makedaemon.Capability;
import io.makedaemon.DaemonSignal;
import io.makedaemon.spring.boot.command.DaemonCommand;
import io.makedaemon.spring.boot.command.StatusFormat;
import io.makedaemon.spring.boot.unit.UnitFormat;

/**
 * The properties of the daemon. Bound before the application context exists, in the
 * parent and again in the daemon.
 *
 * @param enabled Whether the application becomes a daemon: true, false, or force, which
 * makes it a daemon even under a service manager or supervisor that waits for the
 * process.
 * @param programName Name of the daemon as shown by ps and pgrep. Defaults to
 * spring.application.name, or else to the name of the jar or the main class.
 * @param captureOutput Whether everything written to standard output and standard error
 * becomes log events.
 * @param capture How output becomes log events.
 * @param files Files that are opened before the daemon exists and that it inherits open.
 * @param upgradable Whether the ports of the web servers are bound before the daemon
 * exists, so that it inherits them open: clients wait during the start and are not
 * refused, and an upgrade hands the ports over.
 * @param sockets Sockets that listen before the daemon exists and that it inherits open.
 * @param workingDirectory Working directory of the daemon. A relative path is resolved
 * against the directory in which the command was typed. Defaults to /, or to the
 * directory in which the command was typed if the configuration contains a relative path,
 * if the JVM has a class-data or AOT archive for a class path with relative paths, or if
 * relative paths are valid only there.
 * @param umask File mode creation mask of the daemon, in octal. Requires quotes in YAML.
 * @param startTimeout Time that the command waits for the application to become ready, in
 * seconds if no unit is given. With 0, the command does not wait.
 * @param quiet Whether the command prints failures only.
 * @param pidFile File that contains the process id of the daemon and is locked while the
 * daemon lives. A relative path is resolved against the directory in which the command
 * was typed. Defaults to a file named after the program, in /run for root, or else in a
 * private directory of the user in /var/tmp. If empty, there is no pid file.
 * @param signals Signals that become events of the type DaemonSignalEvent: USR1 and USR2.
 * SIGHUP always becomes a DaemonReloadEvent.
 * @param jvmOptions JVM options for the daemon only, one option an element. Relative
 * paths in them are resolved against the directory in which the command was typed.
 * @param user Name or id of the user the daemon runs as. Only root can set it.
 * @param group Name or id of the group the daemon runs as. Defaults to the user's group.
 * Only root can set it.
 * @param capabilities Capabilities that the daemon keeps when it runs as another user,
 * such as NET_BIND_SERVICE.
 * @param noNewPrivileges Whether to prevent the daemon, and the programs it starts, from
 * gaining privileges, as with sudo.
 * @param limits Limits of the daemon.
 * @param command Command to run instead of a plain start: start, run (in the foreground),
 * stop, force-stop, restart, status, log, reload, upgrade (without a refused request),
 * prepare (faster starts), unit (for a service manager), dump (of threads), or help.
 * Meant for the command line.
 * @param status What the command status prints.
 * @param log What the command log shows.
 * @param unit What the command unit prints.
 * @param dump What the command dump shows.
 * @param supervise How the daemon is supervised.
 * @param stopTimeout Time that the commands that stop the daemon give it to end, in
 * seconds if no unit is given. Defaults to the timeout of a shutdown phase plus 30
 * seconds, and at least 60 seconds.
 * @param drainTimeout Time that a daemon which is being upgraded gives its clients to
 * finish, before it closes their connections, in seconds if no unit is given.
 * @param memoryCheck Whether an upgrade is refused if there is not enough memory for two
 * generations of the daemon.
 * @param holdSchedulers Whether scheduled methods and Quartz wait, in a daemon that was
 * upgraded, until the former process has ended, and stop in the former one when it begins
 * to drain, so that no task runs twice.
 * @param holdListeners Whether listeners of messages do the same, so that no two versions
 * consume messages at the same time.
 * @param cacheDirectory Directory for the results of the command prepare. A relative path
 * is resolved against the directory in which the command was typed. Defaults to a
 * directory named after the program, in /var/cache for root, or else in the user's cache
 * directory. If empty, no preparation is used.
 */
@ConfigurationProperties("daemon")
record DaemonProperties(@DefaultValue("true") DaemonMode enabled, @Nullable String programName,
		@DefaultValue("true") boolean captureOutput, @DefaultValue CaptureProperties capture,
		@DefaultValue List<FileProperties> files, @DefaultValue("false") boolean upgradable,
		@DefaultValue List<SocketProperties> sockets, @Nullable String workingDirectory,
		@DefaultValue("027") String umask, @DefaultValue("90s") Duration startTimeout,
		@DefaultValue("false") boolean quiet, @Nullable String pidFile, @DefaultValue List<DaemonSignal> signals,
		@DefaultValue List<String> jvmOptions, @Nullable String user, @Nullable String group,
		@DefaultValue List<Capability> capabilities, @DefaultValue("false") boolean noNewPrivileges,
		@DefaultValue LimitsProperties limits, @Nullable DaemonCommand command, @DefaultValue StatusProperties status,
		@DefaultValue LogProperties log, @DefaultValue UnitProperties unit, @DefaultValue DumpProperties dump,
		@DefaultValue SuperviseProperties supervise, @Nullable Duration stopTimeout,
		@DefaultValue("10s") Duration drainTimeout, @DefaultValue("true") boolean memoryCheck,
		@DefaultValue("true") boolean holdSchedulers, @DefaultValue("true") boolean holdListeners,
		@Nullable String cacheDirectory) {

	/**
	 * Return whether the program's name is set; otherwise it is the name of the
	 * application.
	 */
	boolean hasProgramName() {
		return StringUtils.hasText(this.programName);
	}

	/**
	 * Return whether the command starts the application, rather than querying or ending a
	 * running one.
	 */
	boolean isStartWanted() {
		return this.command == null || this.command.startsDaemon();
	}

	/**
	 * Return whether the daemon may have sockets to inherit.
	 */
	boolean hasSockets() {
		return this.upgradable || !this.sockets.isEmpty();
	}

	/**
	 * Return whether the command runs the application in the foreground.
	 */
	boolean isRunWanted() {
		return this.command == DaemonCommand.RUN;
	}

	/**
	 * How output becomes log events.
	 *
	 * @param maxLineLength Longest line that becomes one event. A longer line becomes
	 * several events, all but the first marked as continued.
	 * @param groupStackTraces Whether a stack trace on standard error becomes one event.
	 * @param maxBacklog Amount of output, for each of the two streams, that is kept in
	 * memory while the log is slower than the output. Beyond that, the oldest lines are
	 * dropped.
	 * @param stdout Standard output.
	 * @param stderr Standard error.
	 */
	record CaptureProperties(@DefaultValue("64KB") DataSize maxLineLength,
			@DefaultValue("true") boolean groupStackTraces, @DefaultValue("128MB") DataSize maxBacklog,
			@DefaultValue StdoutProperties stdout, @DefaultValue StderrProperties stderr) {

		static final CaptureProperties DEFAULT = new CaptureProperties(DataSize.ofKilobytes(64), true,
				DataSize.ofMegabytes(128), new StdoutProperties("daemon.stdout", Level.INFO),
				new StderrProperties("daemon.stderr", Level.WARN));

	}

	/**
	 * Where standard output goes.
	 *
	 * @param logger Name of the logger for standard output.
	 * @param level Level of the log events for standard output.
	 */
	record StdoutProperties(@DefaultValue("daemon.stdout") String logger, @DefaultValue("info") Level level) {
	}

	/**
	 * Where standard error goes.
	 *
	 * @param logger Name of the logger for standard error.
	 * @param level Level of the log events for standard error.
	 */
	record StderrProperties(@DefaultValue("daemon.stderr") String logger, @DefaultValue("warn") Level level) {
	}

	/**
	 * A file that the daemon inherits open.
	 *
	 * @param path Path of the file. A relative path is resolved against the directory in
	 * which the command was typed.
	 * @param open How the file is opened.
	 * @param lock Whether to lock the file, so that a second daemon cannot start.
	 */
	record FileProperties(@Nullable String path, @DefaultValue( {
			"read", "write", "create" }) List<StandardOpenOption> open, @DefaultValue("false") boolean lock){
	}

	/**
	 * A socket that the daemon inherits open.
	 *
	 * @param name Name by which the daemon finds the socket.
	 * @param address Address to listen on: a port, a host and a port, or a path of a Unix
	 * domain socket.
	 * @param backlog Number of connections that can wait, or 0 for as many as the system
	 * permits.
	 * @param accept When a web server begins to answer: once the application is ready, or
	 * once it is started, which is before its runners are run.
	 */
	record SocketProperties(@Nullable String name, @Nullable String address, @DefaultValue("0") int backlog,
			@DefaultValue("ready") SocketAccept accept) {
	}

	/**
	 * How the daemon is supervised.
	 *
	 * @param mode Whether a supervisor starts the daemon again when it has ended: no,
	 * on-failure, or always, which includes an end with exit code 0. A daemon that was
	 * told to end stays down. Can be written as the value of daemon.supervise itself.
	 * @param delay Time before the first restart. It doubles with each further one.
	 * @param maxDelay Longest time before a restart.
	 * @param stableAfter Time for which the daemon must have been ready for the next
	 * delay to be the first one again.
	 * @param maxFailures Number of failures after which the supervisor gives up.
	 * @param failuresWithin Time within which these failures count.
	 * @param ignoreExitCodes Exit codes other than 0 with which the daemon may end and
	 * stays down.
	 * @param liveness Time for which the application may fail to show that it is alive,
	 * before it is killed and started again. With 0, it need not show that.
	 */
	record SuperviseProperties(@DefaultValue("no") SuperviseMode mode, @DefaultValue("1s") Duration delay,
			@DefaultValue("60s") Duration maxDelay, @DefaultValue("60s") Duration stableAfter,
			@DefaultValue("5") int maxFailures, @DefaultValue("10m") Duration failuresWithin,
			@DefaultValue List<Integer> ignoreExitCodes, @DefaultValue("0") Duration liveness) {
	}

	/**
	 * What the command log shows.
	 *
	 * @param lines Number of lines from the end of the log.
	 * @param follow Whether to show also what is logged from then on, until the command
	 * is interrupted.
	 */
	record LogProperties(@DefaultValue("50") int lines, @DefaultValue("false") boolean follow) {
	}

	/**
	 * What the command status prints.
	 *
	 * @param format Format of the status: text, or json for programs.
	 */
	record StatusProperties(@DefaultValue("text") StatusFormat format) {

		static final StatusProperties DEFAULT = new StatusProperties(StatusFormat.TEXT);

	}

	/**
	 * What the command unit prints.
	 *
	 * @param format Format of the unit: systemd, openrc, sysv, launchd, or cron.
	 */
	record UnitProperties(@DefaultValue("systemd") UnitFormat format) {

		static final UnitProperties DEFAULT = new UnitProperties(UnitFormat.SYSTEMD);

	}

	/**
	 * What the command dump shows.
	 *
	 * @param heap File to which the daemon writes its heap, instead of a thread dump on
	 * the terminal. A relative path is resolved against the directory in which the
	 * command was typed.
	 */
	record DumpProperties(@Nullable String heap) {

		static final DumpProperties DEFAULT = new DumpProperties(null);

	}

	/**
	 * Limits of the daemon's resources.
	 *
	 * @param nofile Limit of open descriptors.
	 * @param core Limit of the size of a core dump.
	 */
	record LimitsProperties(@DefaultValue LimitProperties nofile, @DefaultValue LimitProperties core) {

		static final LimitsProperties DEFAULT = new LimitsProperties(new LimitProperties(null, null),
				new LimitProperties(null, null));

	}

	/**
	 * A soft and a hard limit.
	 *
	 * @param soft Limit that takes effect: a number, for core a size such as 1GB, or
	 * unlimited.
	 * @param hard Limit up to which the daemon can raise the soft limit: a number, for
	 * core a size such as 1GB, or unlimited.
	 */
	record LimitProperties(@Nullable String soft, @Nullable String hard) {
	}

}

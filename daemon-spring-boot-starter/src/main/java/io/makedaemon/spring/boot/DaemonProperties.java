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

/**
 * The properties of the daemon. Bound before the application context exists, in the
 * parent and again in the daemon.
 *
 * @param enabled Whether the application becomes a daemon: true, false, or force, which
 * makes it one under a service manager or supervisor that waits for the process, too.
 * @param programName Name that the daemon has for ps and pgrep. Defaults to
 * spring.application.name, else to the name of the jar or the main class.
 * @param captureOutput Whether everything that is printed to standard output and standard
 * error becomes log events.
 * @param capture How what is printed becomes log events.
 * @param files Files that are opened before the daemon exists and that it inherits open.
 * @param upgradable Whether the ports of the web servers are bound before the daemon
 * exists, so that it inherits them open: clients wait during the start and are not
 * refused.
 * @param sockets Sockets that listen before the daemon exists and that it inherits open.
 * @param workingDirectory Working directory of the daemon. A relative one is taken
 * against the directory in which the command was typed. Defaults to /, and to the
 * directory in which the command was typed if the configuration has a relative path, if
 * the JVM is given a class-data or AOT archive for a class path with relative paths, or
 * if relative paths mean something there only.
 * @param umask File mode creation mask of the daemon, in octal. Needs quotes in YAML.
 * @param startTimeout Time that the command waits for the application to be ready, in
 * seconds if no unit is given. With 0, it does not wait.
 * @param quiet Whether the command prints nothing but failures.
 * @param pidFile File that has the process id of the daemon in it, and is locked for as
 * long as the daemon lives. A relative one is taken against the directory in which the
 * command was typed. Defaults to a file that is named after the program, in /run for
 * root, else in the user's runtime directory, else in a directory of the user's own in
 * the temporary directory. When empty, there is none.
 * @param signals Signals that become events of the type DaemonSignalEvent: USR1 and USR2.
 * SIGHUP always becomes a DaemonReloadEvent.
 * @param jvmOptions Options that only the JVM of the daemon gets, one each. Relative
 * paths in them mean the directory in which the command was typed.
 * @param user Name or id of the user whose the daemon is. Only root can set it.
 * @param group Name or id of the daemon's group. Defaults to the group of the user. Only
 * root can set it.
 * @param capabilities Capabilities that a daemon of another user keeps, such as
 * NET_BIND_SERVICE.
 * @param noNewPrivileges Whether neither the daemon nor a program that it starts can gain
 * privileges: programs such as sudo have none then.
 * @param limits Limits of the daemon.
 * @param command Command to run instead of a plain start: start, run (in the foreground),
 * stop, force-stop, restart, reload, status, or prepare (faster starts). Meant for the
 * command line.
 * @param stopTimeout Time that the daemon has to end, for the commands that stop it, in
 * seconds if no unit is given. Defaults to the timeout of a shutdown phase plus 30
 * seconds, at least 60 seconds.
 * @param cacheDirectory Directory for what the command prepare makes. A relative one is
 * taken against the directory in which the command was typed. Defaults to a directory
 * that is named after the program, in /var/cache for root, else in the user's cache
 * directory. When empty, nothing that was prepared is used.
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
		@DefaultValue LimitsProperties limits, @Nullable DaemonCommand command, @Nullable Duration stopTimeout,
		@Nullable String cacheDirectory) {

	/**
	 * Return whether the program's name is set: otherwise it is that of the application.
	 */
	boolean hasProgramName() {
		return StringUtils.hasText(this.programName);
	}

	/**
	 * Return whether the application is to be started, and not what runs already to be
	 * asked or ended.
	 */
	boolean isStartWanted() {
		return this.command == null || this.command == DaemonCommand.START || this.command == DaemonCommand.RESTART;
	}

	/**
	 * Return whether the daemon may have sockets to inherit.
	 */
	boolean hasSockets() {
		return this.upgradable || !this.sockets.isEmpty();
	}

	/**
	 * Return whether the command is to run the application in the foreground.
	 */
	boolean isRunWanted() {
		return this.command == DaemonCommand.RUN;
	}

	/**
	 * How what is printed becomes log events.
	 *
	 * @param maxLineLength Longest line that is one event. A longer one comes as several
	 * events, all but the first of which are marked as continued.
	 * @param groupStackTraces Whether a stack trace that is printed to standard error is
	 * one event.
	 * @param maxBacklog Amount of printed text, for each of the two streams, that is kept
	 * in memory while the log is slower than the printing. When there is more, the oldest
	 * lines are dropped.
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
	 * @param logger Name of the logger for what is printed to standard output.
	 * @param level Level of the log events for what is printed to standard output.
	 */
	record StdoutProperties(@DefaultValue("daemon.stdout") String logger, @DefaultValue("info") Level level) {
	}

	/**
	 * Where standard error goes.
	 *
	 * @param logger Name of the logger for what is printed to standard error.
	 * @param level Level of the log events for what is printed to standard error.
	 */
	record StderrProperties(@DefaultValue("daemon.stderr") String logger, @DefaultValue("warn") Level level) {
	}

	/**
	 * A file that the daemon inherits open.
	 *
	 * @param path Path of the file. A relative one is taken against the directory in
	 * which the command was typed.
	 * @param open How the file is opened.
	 * @param lock Whether the file is locked, so that a second daemon cannot start.
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
	 * @param accept From when on a web server answers: when the application is ready, or
	 * when it is started, which is before its runners are run.
	 */
	record SocketProperties(@Nullable String name, @Nullable String address, @DefaultValue("0") int backlog,
			@DefaultValue("ready") SocketAccept accept) {
	}

	/**
	 * Limits of what the daemon can use.
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
	 * @param soft Limit that counts: a number, for core a size such as 1GB, or unlimited.
	 * @param hard Limit up to which the daemon can raise the soft limit: a number, for
	 * core a size such as 1GB, or unlimited.
	 */
	record LimitProperties(@Nullable String soft, @Nullable String hard) {
	}

}

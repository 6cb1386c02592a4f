package io.makedaemon.spring.boot.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonException;
import io.makedaemon.ProcessState;
import io.makedaemon.RunningDaemon;
import io.makedaemon.spring.boot.diagnostics.Terminal;
import io.makedaemon.spring.boot.logging.LogFiles;

/**
 * Shows the end of the daemon's log, whether or not the daemon is running.
 */
final class LogCommand {

	private static final long POLL_MILLIS = 200;

	private static final int ROOT = 0;

	private static final String ROOT_NAME = "root";

	private final TargetDaemon target;

	private final CommandOutput output;

	private final @Nullable Path configured;

	private final @Nullable String user;

	/** Whether the daemon runs as another user than root. */
	private boolean ofOther;

	/**
	 * Create the command.
	 * @param configured the log file according to the properties; null if only the
	 * logging configuration names it
	 * @param user the user the daemon runs as, or null for this user
	 */
	LogCommand(TargetDaemon target, CommandOutput output, @Nullable Path configured, @Nullable String user) {
		this.target = target;
		this.output = output;
		this.configured = configured;
		this.user = user;
	}

	/**
	 * Print the last lines.
	 * @param lines how many of them
	 * @param follow whether to go on with what is logged from now on, until this process
	 * is interrupted or nobody reads its output
	 * @return the exit code
	 * @throws InterruptedException if this thread is interrupted
	 */
	int run(int lines, boolean follow) throws InterruptedException {
		Path file = file();
		if (file == null) {
			this.output.fail("its log file is not known, since only its logging configuration names the file,"
					+ " and the daemon is not running");
			return ExitCode.FAILED;
		}
		try {
			show(file, lines, follow);
			return ExitCode.OK;
		}
		catch (NoSuchFileException ex) {
			this.output.fail("there is no log file " + file + " yet");
			return ExitCode.FAILED;
		}
		catch (AccessDeniedException ex) {
			this.output.fail("this user may not read the log file " + file);
			return ExitCode.NOT_PERMITTED;
		}
		catch (IOException ex) {
			this.output.fail("cannot read the log file " + file + ": " + ex.getMessage());
			return ExitCode.FAILED;
		}
	}

	private void show(Path file, int lines, boolean follow) throws IOException, InterruptedException {
		while (follow && Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
		}
		check(file);
		try (FollowedFile log = new FollowedFile(file, Terminal::print)) {
			log.readLast(lines);
			while (follow && Terminal.isRead()) {
				TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
				check(file);
				log.readOn();
			}
			log.readUnfinished();
		}
	}

	/**
	 * Return the log file of the running daemon, which its logging configuration may have
	 * changed, or else the configured one.
	 */
	private @Nullable Path file() {
		boolean possible = Daemon.unsupported() == null && this.target.location().file() != null;
		RunningDaemon daemon = possible ? this.target.find().orElse(null) : null;
		String published = (daemon != null) ? daemon.published().get(LogFiles.PUBLISHED_AS) : null;
		this.ofOther = (daemon != null) ? !ROOT_NAME.equals(user(daemon)) : this.user != null;
		return (published != null) ? Path.of(published) : this.configured;
	}

	private static @Nullable String user(RunningDaemon daemon) {
		return ProcessHandle.of(daemon.pid()).flatMap((process) -> process.info().user()).orElse(null);
	}

	private void check(Path file) {
		if (this.ofOther && isOfRoot(file)) {
			throw new DaemonException("the log file " + file
					+ " belongs to root, and the daemon to another user, who may have put it there: it is not shown");
		}
	}

	/**
	 * Return whether a file is root's, and this user is root.
	 */
	private static boolean isOfRoot(Path file) {
		try {
			return ProcessState.effectiveUserId() == ROOT
					&& Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(ROOT);
		}
		catch (IOException ex) {
			// It cannot be read either
			return false;
		}
	}

}

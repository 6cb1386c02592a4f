package io.makedaemon;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.makedaemon.capture.CaptureFiles;
import io.makedaemon.pidfile.PidFile;
import io.makedaemon.posix.Account;
import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.Credentials;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.Posix;
import io.makedaemon.prepare.TrustedPath;
import io.makedaemon.proc.Environment;
import io.makedaemon.wire.LaunchPlan;
import io.makedaemon.wire.LaunchPlan.PlannedIdentity;
import io.makedaemon.wire.LaunchPlan.Option;

/**
 * Switches the first child to the user the daemon runs as. Whatever only the user who ran
 * the command may do is done before that.
 */
final class Stage1User {

	private static final int ROOT = 0;

	private static final int LOG_DIRECTORY_MODE = 0750;

	private final LaunchPlan plan;

	private final PlannedIdentity identity;

	private String option = Option.NONE;

	private @Nullable Account account;

	private int gid = -1;

	private int logDirectory = -1;

	Stage1User(LaunchPlan plan) {
		this.plan = plan;
		this.identity = plan.process().identity();
	}

	/**
	 * Return the option that is being applied, to be named in a failure.
	 */
	String option() {
		return this.option;
	}

	/**
	 * Return the descriptor of the log directory; -1 if it was not created here.
	 */
	int logDirectory() {
		return this.logDirectory;
	}

	/**
	 * Look up the user if it changes.
	 */
	void find() throws ErrnoException {
		if (!this.identity.isChange()) {
			return;
		}
		this.option = Option.USER;
		Account found = Account.of(this.identity.user().isEmpty() ? "0" : this.identity.user());
		this.option = this.identity.group().isEmpty() ? Option.USER : Option.GROUP;
		this.gid = found.groupOr(this.identity.group());
		this.option = Option.NONE;
		this.account = found;
	}

	/**
	 * Lock the pid file, and return it; null if there is none.
	 */
	@Nullable PidFile lockPidFile() throws ErrnoException {
		String path = this.plan.pidFile();
		if (path.isEmpty()) {
			return null;
		}
		this.option = Option.PID_FILE;
		Account found = this.account;
		PidFile file = (Posix.geteuid() != ROOT) ? PidFile.lock(path) : (found != null)
				? PidFile.lockAsRoot(path, found.uid(), this.gid) : PidFile.lockAsRoot(path, ROOT, ROOT);
		this.option = Option.NONE;
		return file;
	}

	/**
	 * Take over the pid file of the former generation.
	 */
	@Nullable PidFile takeOverPidFile(Stage1Takeover takeover) throws ErrnoException {
		this.option = Option.PID_FILE;
		Account found = this.account;
		PidFile file = (found != null) ? takeover.takeOverPidFile(this.plan.pidFile(), found.uid(), this.gid)
				: takeover.takeOverPidFile(this.plan.pidFile(), ROOT, ROOT);
		this.option = Option.NONE;
		return file;
	}

	/**
	 * Become the user permanently. The daemon opens its captured streams by name, which
	 * only their owner can do.
	 * @return the daemon's environment
	 */
	List<String> become(@Nullable CaptureFiles capture) throws ErrnoException {
		List<String> environment = this.plan.program().environment();
		Account found = this.account;
		if (found != null) {
			if (capture != null) {
				Posix.fchown(capture.stdout(), found.uid(), this.gid, "the captured output");
				Posix.fchown(capture.stderr(), found.uid(), this.gid, "the captured output");
			}
			become(found);
		}
		if (this.plan.process().noNewPrivileges()) {
			Credentials.forbidNewPrivileges();
		}
		return (found == null || this.identity.user().isEmpty()) ? environment
				: new Environment(environment).with("HOME", found.home())
					.with("USER", found.name())
					.with("LOGNAME", found.name())
					.variables();
	}

	/**
	 * Become the user, and create the log directory. Root creates it if only root can
	 * change the path to it. Otherwise a user could redirect the path to a directory that
	 * only root may write to, so it is created with the permissions of the daemon's user.
	 */
	private void become(Account found) throws ErrnoException {
		String directory = this.plan.process().logDirectory();
		if (isBelowRoots(directory)) {
			this.logDirectory = Account.makeDirectory(directory, LOG_DIRECTORY_MODE);
		}
		if (this.logDirectory >= 0) {
			Posix.fchown(this.logDirectory, found.uid(), this.gid, directory);
		}
		this.option = this.identity.user().isEmpty() ? Option.GROUP : Option.USER;
		try {
			Credentials.become(found, this.gid, this.identity.capabilities());
		}
		catch (ErrnoException ex) {
			if (ex.attempt().equals(Credentials.KEEP)) {
				this.option = Option.CAPABILITIES;
			}
			throw ex;
		}
		this.option = Option.NONE;
		if (this.logDirectory < 0 && !directory.isEmpty() && found.uid() != ROOT) {
			this.logDirectory = Account.makeDirectory(directory, LOG_DIRECTORY_MODE);
		}
	}

	private static boolean isBelowRoots(String directory) {
		Path parent = directory.isEmpty() ? null : BytePath.toPath(directory).getParent();
		return parent != null && TrustedPath.isRoots(parent);
	}

}

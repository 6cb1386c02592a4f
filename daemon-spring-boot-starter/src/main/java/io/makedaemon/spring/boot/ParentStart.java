package io.makedaemon.spring.boot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonAttr;
import io.makedaemon.DaemonException;
import io.makedaemon.FileLockedException;
import io.makedaemon.prepare.Preparation;
import io.makedaemon.spring.boot.command.CommandRunner;
import io.makedaemon.spring.boot.command.CommandSettings;
import io.makedaemon.spring.boot.command.DaemonCommand;
import io.makedaemon.spring.boot.config.ConfigurationDigest;
import io.makedaemon.spring.boot.diagnostics.FailureText;
import io.makedaemon.spring.boot.diagnostics.Terminal;
import io.makedaemon.spring.boot.logging.LogFileLocation;
import io.makedaemon.spring.boot.prepare.CacheDirectory;
import io.makedaemon.spring.boot.prepare.PreparedStart;
import io.makedaemon.spring.boot.prepare.Preparer;
import io.makedaemon.spring.boot.unit.Service;
import io.makedaemon.spring.boot.upgrade.UpgradeCheck;
import io.makedaemon.systemd.SystemdUnit;
import io.makedaemon.systemd.WatchdogInterval;

/**
 * Runs the user's command in the parent, starts the daemon, and prints failures to the
 * terminal.
 */
final class ParentStart {

	/**
	 * How many start timeouts each step of a preparation may take, since recording and
	 * writing the archive are slower than starting.
	 */
	private static final int STARTS_PER_STEP = 5;

	private final ConfigurableEnvironment environment;

	private final DaemonProperties properties;

	private final String name;

	private final LogFileLocation log;

	private final Supplier<List<DeclaredSocket>> sockets;

	private final CommandRunner commands;

	/**
	 * Create a start.
	 * @param environment the application's environment
	 * @param properties the properties in it
	 * @param name the program's name
	 * @param log where the daemon logs
	 * @param sockets finds the sockets that the daemon is to inherit
	 */
	ParentStart(ConfigurableEnvironment environment, DaemonProperties properties, String name, LogFileLocation log,
			Supplier<List<DeclaredSocket>> sockets) {
		this.environment = environment;
		this.properties = properties;
		this.name = name;
		this.log = log;
		this.sockets = sockets;
		CommandSettings settings = new CommandSettings(properties.pidFile(), properties.stopTimeout(),
				properties.quiet(), properties.memoryCheck(), properties.status().format(), log.file(),
				properties.log().lines(), properties.log().follow(), properties.dump().heap(), properties.user());
		this.commands = new CommandRunner(name, properties.command(), settings, environment, this::preparer,
				this::printUnit);
	}

	/**
	 * Run the command, and start the daemon if the command asks for it.
	 * @param foreground whether the application stays in the foreground
	 * @return the exit code; empty if the application runs in this process
	 */
	OptionalInt run(boolean foreground) {
		try {
			OptionalInt exitCode = this.commands.run(foreground);
			if (exitCode.isPresent()) {
				return exitCode;
			}
			if (this.commands.isUpgrading()) {
				return OptionalInt.of(upgrade());
			}
			return foreground ? OptionalInt.empty() : OptionalInt.of(start());
		}
		catch (RuntimeException ex) {
			Terminal.complain(FailureText.of(ex, this.environment));
			this.commands.explain(ex);
			if (this.commands.isRestarting() || this.commands.isUpgrading()) {
				Terminal.complain("\n" + this.commands.whatIsLeft());
			}
			return OptionalInt.of(CommandRunner.exitCode(ex, this.environment));
		}
	}

	private int start() {
		DaemonAttr.Builder attr = attr();
		if (WatchdogInterval.ofEnvironment() != null && !this.properties.quiet()) {
			Terminal.complain("Warning: the unit has WatchdogSec=, which a daemon does not serve: systemd will end the"
					+ " daemon. Remove WatchdogSec=, or use Type=notify");
		}
		this.commands.prepareStart();
		try {
			Daemon.makeDaemon(attr.hint(this.commands.hint()).build());
		}
		catch (FileLockedException ex) {
			// Another command may have been faster
			return this.commands.findStarted().orElseThrow(() -> ex);
		}
		throw new IllegalStateException("the parent has ended");
	}

	/**
	 * Replace the running daemon. It may drain, and then end as long as for a stop.
	 */
	private int upgrade() {
		DaemonAttr attr = attr().build();
		if (this.sockets.get().isEmpty()) {
			throw new DaemonException("cannot upgrade: this command has no socket that the new generation could "
					+ "inherit: set daemon.upgradable to true, as for the running daemon");
		}
		UpgradeCheck.refuse(this.environment);
		String warning = UpgradeCheck.warning();
		if (warning != null && !this.properties.quiet()) {
			Terminal.complain("Warning: " + warning);
		}
		Daemon.upgrade(attr, this.properties.drainTimeout().plus(this.commands.stopTimeout()));
		throw new IllegalStateException("the parent has ended");
	}

	/**
	 * Return the options. Problems with the properties are reported here, before anything
	 * is created.
	 */
	DaemonAttr.Builder attr() {
		DaemonAttrFactory factory = new DaemonAttrFactory(this.properties, this.environment, this.sockets.get());
		factory.captureSettings();
		WorkingDirectory directory = WorkingDirectory.of(this.properties, this.log, this.environment);
		if (!this.properties.quiet()) {
			directory.warnings().forEach((warning) -> Terminal.complain("Warning: " + warning));
		}
		Path pidFile = this.commands.pidFile();
		ConfigurationDigest digest = ConfigurationDigest.of(this.environment);
		DaemonAttr.Builder attr = factory.builder(this.name, this.log, directory, pidFile, digest.toString(),
				preparation());
		if (this.properties.supervise().mode() != SuperviseMode.NO) {
			supervise(factory, attr);
		}
		return attr;
	}

	/**
	 * Let the daemon be supervised, unless a service manager does that already.
	 */
	private void supervise(DaemonAttrFactory factory, DaemonAttr.Builder attr) {
		if (SystemdUnit.ofThisProcess() == null) {
			factory.supervise(attr);
		}
		else if (!this.properties.quiet()) {
			Terminal
				.complain("Warning: daemon.supervise has no effect in a unit of systemd, which supervises the daemon"
						+ " itself: set Restart= there");
		}
	}

	private @Nullable Preparation preparation() {
		return PreparedStart.find(this.name, cache(), this.properties.jvmOptions(), this.properties.user(),
				this.properties.quiet());
	}

	private Preparer preparer() {
		Path cache = cache();
		if (cache == null) {
			throw new DaemonException("nothing can be prepared without a daemon.cache-directory");
		}
		if (PropertiesLauncher.isUsed()) {
			throw new DaemonException("a program that is started by PropertiesLauncher cannot be prepared: its"
					+ " loader.path has no effect in an unpacked jar");
		}
		return new Preparer(this.name, DaemonCommand.names(), cache, this.properties.user(), this.properties.group(),
				this.properties.jvmOptions(), this.properties.startTimeout().multipliedBy(STARTS_PER_STEP));
	}

	private void printUnit(Duration stopTimeout) {
		ServiceFactory factory = new ServiceFactory(this.name, this.properties, this.log);
		Service service = factory.create(stopTimeout);
		try {
			Terminal.sayFile(this.properties.unit().format().write(service));
		}
		catch (IllegalArgumentException ex) {
			throw new DaemonException("cannot write a unit: " + ex.getMessage(), ex);
		}
		if (!Terminal.isRead()) {
			throw new DaemonException(
					"cannot write a unit: standard output does not take it, as when its file is on a full disk");
		}
		factory.warnings(service).forEach((warning) -> Terminal.complain("Warning: " + warning));
	}

	private @Nullable Path cache() {
		return CacheDirectory.of(this.properties.cacheDirectory(), this.name, Daemon.launchDirectory());
	}

}

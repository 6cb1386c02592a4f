package io.makedaemon.spring.boot;

import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.convert.DurationUnit;

/**
 * The properties of the daemon. Bound before the application context exists, in the
 * parent and again in the daemon.
 *
 * @param enabled Whether the application becomes a daemon.
 * @param programName Name that the daemon has for ps and pgrep. Defaults to
 * spring.application.name, else to the name of the jar or the main class.
 * @param captureOutput Whether everything that is printed to standard output and standard
 * error becomes log events.
 * @param files Files that are opened before the daemon exists and that it inherits open.
 * @param workingDirectory Working directory of the daemon. A relative one is taken
 * against the directory in which the command was typed.
 * @param umask File mode creation mask of the daemon, in octal. Needs quotes in YAML.
 * @param startTimeout Time that the command waits for the application to be ready, in
 * seconds if no unit is given. With 0, it does not wait.
 * @param jvmOptions Options that only the JVM of the daemon gets, one each.
 */
@ConfigurationProperties("daemon")
record DaemonProperties(@DefaultValue("true") boolean enabled, @Nullable String programName,
		@DefaultValue("true") boolean captureOutput, @DefaultValue List<FileProperties> files,
		@DefaultValue("/") String workingDirectory, @DefaultValue("027") String umask,
		@DefaultValue("90s") @DurationUnit(ChronoUnit.SECONDS) Duration startTimeout,
		@DefaultValue List<String> jvmOptions) {

	/**
	 * A file that the daemon inherits open.
	 *
	 * @param path Path of the file. A relative one is taken against the directory in
	 * which the command was typed.
	 * @param options How the file is opened.
	 * @param lock Whether the file is locked, so that a second daemon cannot start.
	 */
	record FileProperties(@Nullable String path, @Name("open") @DefaultValue( {
			"read", "write", "create" }) List<StandardOpenOption> options, @DefaultValue("false") boolean lock){
	}

}

package io.makedaemon.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A JDK of a test's own, on which the first child is started by a script of the test:
 * what that does to it happens to neither the parent nor the daemon.
 *
 * <p>
 * The parent takes the first child's launcher from the system property {@code java.home},
 * but the daemon's from its own process: so these two run from a copy of the launcher,
 * and can be told from the first child by its path.
 *
 * @param home the directory that is to be {@code java.home}
 */
public record ScriptedJdk(Path home) {

	private static final List<String> LINKS = List.of("launcher/lib", "lib", "conf");

	/**
	 * Makes one.
	 * @param jdk the JDK that does the work
	 * @param home its directory, which does not exist
	 * @param script what starts the first child: {@code "$@"} in it are the JDK's
	 * launcher and its arguments, and {@code $launcher} is that of parent and daemon
	 * @return the JDK
	 */
	public static ScriptedJdk create(Jdk jdk, Path home, String script) {
		ScriptedJdk scripted = new ScriptedJdk(home);
		try {
			Files.createDirectories(home.resolve("bin"));
			Files.createDirectories(home.resolve("launcher/bin"));
			Files.copy(jdk.java(), scripted.launcher());
			for (String link : LINKS) {
				Files.createSymbolicLink(home.resolve(link), jdk.home().resolve(Path.of(link).getFileName()));
			}
			Path java = home.resolve("bin/java");
			Files.writeString(java, """
					#!/bin/sh
					launcher='%s'
					set -- '%s' "$@"
					%s
					""".formatted(scripted.launcher(), jdk.java(), script));
			Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
			return scripted;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Removes the links to the JDK that does the work, if there are any: JUnit warns of
	 * such ones when it removes a temporary directory.
	 */
	public void removeLinks() {
		try {
			for (String link : LINKS) {
				Files.deleteIfExists(this.home.resolve(link));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the launcher of parent and daemon.
	 * @return its path
	 */
	public Path launcher() {
		return this.home.resolve("launcher/bin/java");
	}

	/**
	 * Returns the option by which the parent finds the script.
	 * @return the option
	 */
	public String option() {
		return "-Djava.home=" + this.home;
	}

}

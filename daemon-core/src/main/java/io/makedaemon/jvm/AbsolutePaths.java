package io.makedaemon.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.makedaemon.posix.BytePath;

/**
 * Makes the paths in a JVM's options absolute.
 */
final class AbsolutePaths {

	private static final Set<String> LIST_FOLLOWS = Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path",
			"--upgrade-module-path");

	private static final List<String> LIST_PREFIXES = List.of("--class-path=", "--module-path=",
			"--upgrade-module-path=", "-Djava.class.path=", "-Djava.library.path=", "-Xbootclasspath/a:",
			"-XX:SharedArchiveFile=");

	private static final List<String> AGENT_PREFIXES = List.of("-javaagent:", "-agentpath:");

	private static final List<String> FILE_PREFIXES = List.of("-Dcom.sun.management.config.file=",
			"-Dcom.sun.management.jmxremote.access.file=", "-Dcom.sun.management.jmxremote.password.file=",
			"-Dcom.sun.management.jmxremote.ssl.config.file=", "-Djava.io.tmpdir=", "-Djava.security.krb5.conf=",
			"-Djava.util.logging.config.file=", "-Djava.util.prefs.systemRoot=", "-Djava.util.prefs.userRoot=",
			"-Djava.xml.config.file=", "-Djdk.net.hosts.file=", "-splash:", "-Xloggc:", "-XX:AllocateHeapAt=",
			"-XX:AOTCache=", "-XX:AOTCacheOutput=", "-XX:AOTConfiguration=", "-XX:ArchiveClassesAtExit=",
			"-XX:CompileCommandFile=", "-XX:CompilerDirectivesFile=", "-XX:DumpLoadedClassList=", "-XX:ErrorFile=",
			"-XX:ExtraSharedClassListFile=", "-XX:Flags=", "-XX:HeapDumpPath=", "-XX:LogFile=", "-XX:PerfDataSaveFile=",
			"-XX:ReplayDataFile=", "-XX:SharedClassListFile=", "-XX:VMOptionsFile=");

	/**
	 * Properties that name a file or a URL, after another equals sign if it replaces the
	 * JDK's own file. References to system properties are expanded.
	 */
	private static final List<String> SECURITY_PREFIXES = List.of("-Djava.security.auth.login.config=",
			"-Djava.security.policy=", "-Djava.security.properties=");

	private static final String LOG = "-Xlog:";

	private static final List<String> RECORDING_PREFIXES = List.of("-XX:StartFlightRecording=",
			"-XX:StartFlightRecording:", "-XX:FlightRecorderOptions=", "-XX:FlightRecorderOptions:");

	private static final Set<String> RECORDING_FILES = Set.of("filename", "repository", "settings");

	/**
	 * Characters that end a path or have a special meaning in one of these options: in a
	 * class path, after an agent's file, in a recording's settings, in a log's file name,
	 * in quotes, or as a wildcard.
	 */
	private static final String SPECIAL = ":=,%\"*";

	private final String directory;

	AbsolutePaths(String directory) {
		this.directory = directory;
	}

	/**
	 * Return whether the JVM interprets the directory's name as part of a path in every
	 * option.
	 * @return whether it does
	 */
	boolean areUnderstood() {
		for (int i = 0; i < this.directory.length(); i++) {
			char c = this.directory.charAt(i);
			if (c < ' ' || SPECIAL.indexOf(c) >= 0) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Make the paths absolute.
	 * @param options the options
	 * @return the options with absolute paths
	 */
	List<String> of(List<String> options) {
		List<String> result = new ArrayList<>(options.size());
		String previous = "";
		for (String option : options) {
			if (LIST_FOLLOWS.contains(previous)) {
				result.add(list(option));
			}
			else if (previous.equals("--patch-module")) {
				result.add(patch(option));
			}
			else {
				result.add(option(option));
			}
			previous = option;
		}
		return List.copyOf(result);
	}

	private String option(String option) {
		if (option.startsWith("--patch-module=")) {
			return "--patch-module=" + patch(option.substring("--patch-module=".length()));
		}
		if (option.startsWith(LOG)) {
			return log(option);
		}
		for (String prefix : LIST_PREFIXES) {
			if (option.startsWith(prefix)) {
				return prefix + list(option.substring(prefix.length()));
			}
		}
		for (String prefix : AGENT_PREFIXES) {
			if (option.startsWith(prefix)) {
				return prefix + file(option.substring(prefix.length()));
			}
		}
		for (String prefix : FILE_PREFIXES) {
			if (option.startsWith(prefix) && option.length() > prefix.length()) {
				return prefix + file(option.substring(prefix.length()));
			}
		}
		for (String prefix : SECURITY_PREFIXES) {
			if (option.startsWith(prefix)) {
				return prefix + security(option.substring(prefix.length()));
			}
		}
		for (String prefix : RECORDING_PREFIXES) {
			if (option.startsWith(prefix)) {
				return prefix + recording(option.substring(prefix.length()));
			}
		}
		return option;
	}

	private String file(String path) {
		return BytePath.absolute(path, this.directory);
	}

	private String security(String value) {
		String path = value.startsWith("=") ? value.substring(1) : value;
		boolean isPath = !path.isEmpty() && path.charAt(0) != '$' && path.indexOf(':') < 0;
		return isPath ? value.substring(0, value.length() - path.length()) + file(path) : value;
	}

	private String list(String paths) {
		StringBuilder result = new StringBuilder();
		for (String path : paths.split(":", -1)) {
			result.append(result.length() == 0 ? "" : ":").append(file(path));
		}
		return result.toString();
	}

	private String patch(String value) {
		int equals = value.indexOf('=');
		return (equals < 0) ? value : value.substring(0, equals + 1) + list(value.substring(equals + 1));
	}

	/**
	 * Make the path of a log file absolute. The output is the part after the second
	 * colon: a file unless it is one of the two standard streams.
	 */
	private String log(String option) {
		if (!isLogFile(option)) {
			return option;
		}
		int output = option.indexOf(':', LOG.length()) + 1;
		String value = option.substring(output);
		int path = value.startsWith("file=") ? "file=".length() : 0;
		if (value.startsWith("\"", path)) {
			path++;
		}
		return option.substring(0, output) + value.substring(0, path) + file(value.substring(path));
	}

	/**
	 * Return whether an option makes the JVM log to a file.
	 * @param option the option
	 * @return whether it does
	 */
	static boolean isLogFile(String option) {
		int output = option.indexOf(':', LOG.length()) + 1;
		if (!option.startsWith(LOG) || output == 0) {
			return false;
		}
		String value = option.substring(output);
		return !value.isEmpty() && !value.startsWith(":") && !isStream(value, "stdout") && !isStream(value, "stderr");
	}

	private static boolean isStream(String output, String name) {
		return output.equals(name) || output.startsWith(name + ":");
	}

	private String recording(String value) {
		StringBuilder result = new StringBuilder();
		for (String setting : value.split(",", -1)) {
			int equals = setting.indexOf('=');
			result.append(result.length() == 0 ? "" : ",");
			if (equals > 0 && isRecordingFile(setting.substring(0, equals), setting.substring(equals + 1))) {
				result.append(setting, 0, equals + 1).append(file(setting.substring(equals + 1)));
			}
			else {
				result.append(setting);
			}
		}
		return result.toString();
	}

	private static boolean isRecordingFile(String name, String value) {
		// The JDK's settings, "default" and "profile", are names without a path
		return RECORDING_FILES.contains(name) && (!name.equals("settings") || value.indexOf('/') >= 0);
	}

}

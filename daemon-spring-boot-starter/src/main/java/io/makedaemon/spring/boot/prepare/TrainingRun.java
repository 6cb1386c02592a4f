package io.makedaemon.spring.boot.prepare;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

import io.makedaemon.Daemon;

/**
 * A run of the application that ends when its context is refreshed, and whose JVM records
 * what it loads. It does not write to the log of a running daemon.
 */
public final class TrainingRun {

	/** What the run does, as a clause. */
	static final String DESCRIPTION = "the run of the application, until its context is refreshed,";

	private static final String LOG = "__DAEMON_TRAINING_LOG";

	private static final String CLASS = ".class";

	private TrainingRun() {
	}

	/**
	 * Return the JVM's options for such a run.
	 * @param log the file that the run logs to
	 * @return the options
	 */
	static List<String> options(String log) {
		return List.of("-Dspring.context.exit=onRefresh", "-D" + LOG + "=" + log);
	}

	/**
	 * Return whether the command {@code prepare} has started this process, with its own
	 * arguments.
	 * @return whether this is such a run
	 */
	public static boolean isThisProcess() {
		return System.getProperty(LOG) != null;
	}

	/**
	 * If this is a training run, make the application log to the run's file, and record
	 * also what only a parent or a daemon needs.
	 * @param environment the environment
	 */
	public static void apply(ConfigurableEnvironment environment) {
		String log = System.getProperty(LOG);
		if (log != null) {
			environment.getPropertySources()
				.addFirst(new MapPropertySource("daemonTraining",
						Map.of("logging.file.name", log, "logging.console.enabled", "false")));
			loadClasses(Daemon.class);
			loadClasses(TrainingRun.class);
		}
	}

	private static void loadClasses(Class<?> member) {
		try {
			Path jar = Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
			if (Files.isRegularFile(jar)) {
				loadClasses(jar, member.getClassLoader());
			}
		}
		catch (IOException | URISyntaxException ex) {
			// The classes are loaded when they are needed
		}
	}

	private static void loadClasses(Path jar, ClassLoader loader) throws IOException {
		try (JarFile file = new JarFile(jar.toFile())) {
			for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements();) {
				String name = entries.nextElement().getName();
				if (name.endsWith(CLASS) && !name.startsWith("META-INF/")) {
					load(name.substring(0, name.length() - CLASS.length()).replace('/', '.'), loader);
				}
			}
		}
	}

	private static void load(String name, ClassLoader loader) {
		try {
			Class.forName(name, false, loader);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			// The class is for a library that this application does not have
		}
	}

}

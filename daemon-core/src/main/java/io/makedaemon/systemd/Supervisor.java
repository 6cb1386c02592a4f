package io.makedaemon.systemd;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.makedaemon.proc.VisibleProcess;

/**
 * The program that started this one and treats its end as the end of the service: a
 * supervisor, which would restart it, a container, which would end with it, or the build
 * tool or IDE of a developer, who could not stop it there. None would work with a daemon.
 */
public final class Supervisor {

	/** Programs that run another program as their child for as long as it lives. */
	private static final Set<String> NAMES = Set.of("tini", "tini-static", "docker-init", "podman-init", "dumb-init",
			"catatonit", "supervisord", "s6-supervise", "s6-svscan", "runsv", "supervise", "supervise-daemon",
			"circusd", "pm2", "pm2-runtime", "foreman", "forego", "goreman", "hivemind", "honcho", "overmind",
			"process-compose", "pebble", "nomad", "eclipse", "idea");

	/** What begins the title by which a program replaces its name. */
	private static final Map<String, String> TITLES = Map.of("PM2 v", "pm2", "foreman:", "foreman");

	/**
	 * What the command lines of Java programs contain that developers use to run and to
	 * stop an application.
	 */
	private static final Map<String, String> DEVELOPMENT_TOOLS = Map.of(
			"org.codehaus.plexus.classworlds.launcher.Launcher", "Maven", "org.mvndaemon.mvnd.common.MavenDaemon",
			"Maven", "org.gradle.launcher.daemon.bootstrap.GradleDaemon", "Gradle",
			"org.gradle.wrapper.GradleWrapperMain", "Gradle", "org.gradle.launcher.GradleMain", "Gradle",
			"org.eclipse.equinox.launcher", "Eclipse", "com.intellij.idea.Main", "IntelliJ IDEA");

	private Supervisor() {
	}

	/**
	 * Find out which program waits for the end of this process. Neither a user at a
	 * terminal nor a process that has only adopted this one counts.
	 * @return the program, as a clause; null if none does
	 */
	public static @Nullable String ofThisProcess() {
		VisibleProcess self = VisibleProcess.of(ProcessHandle.current().pid());
		return (self != null) ? of(self, VisibleProcess::of, VisibleProcess::all) : null;
	}

	/**
	 * Check who has started a process, or the scripts that wait for it.
	 */
	static @Nullable String of(VisibleProcess process, LongFunction<@Nullable VisibleProcess> processes,
			Supplier<Stream<VisibleProcess>> all) {
		List<VisibleProcess> around = Scripts.around(process, processes);
		for (VisibleProcess child : around) {
			VisibleProcess parent = processes.apply(child.parent());
			if (parent == null || !parent.hasStarted(child)) {
				continue;
			}
			// What a test or a script starts that such a tool runs is not the tool's
			Optional<String> name = child.equals(process) ? nameOf(parent).or(() -> developmentTool(parent))
					: nameOf(parent);
			if (name.isPresent()) {
				return name.get() + " waits for the process";
			}
		}
		VisibleProcess outermost = around.get(around.size() - 1);
		if (!Container.endsWith(outermost, processes, all)) {
			return null;
		}
		if (around.size() == 1) {
			return "the container ends with the process";
		}
		return process.isInBackground() ? "a script of the container has started the process in the background"
				: "the container ends with the script that waits for the process";
	}

	/**
	 * Return the name of a supervisor. Where an interpreter runs it, its name follows
	 * that of the interpreter and its options. The kernel keeps 15 bytes of a name, but
	 * the command line contains all of it.
	 */
	private static Optional<String> nameOf(VisibleProcess process) {
		Stream<String> program = process.arguments().stream().limit(1);
		Stream<String> script = process.arguments().stream().skip(1).dropWhile((argument) -> argument.startsWith("-"));
		return Stream.of(Stream.of(process.name()), program, script.limit(1))
			.flatMap((names) -> names)
			.map(Supervisor::fileName)
			.filter(NAMES::contains)
			.findFirst()
			.or(() -> titleOf(process));
	}

	private static Optional<String> titleOf(VisibleProcess process) {
		return first(TITLES, (title) -> process.name().startsWith(title)
				|| (!process.arguments().isEmpty() && process.arguments().get(0).startsWith(title)));
	}

	private static Optional<String> developmentTool(VisibleProcess process) {
		return first(DEVELOPMENT_TOOLS,
				(part) -> process.arguments().stream().anyMatch((argument) -> argument.contains(part)));
	}

	private static Optional<String> first(Map<String, String> names, Predicate<String> condition) {
		return names.entrySet()
			.stream()
			.filter((name) -> condition.test(name.getKey()))
			.map(Map.Entry::getValue)
			.findFirst();
	}

	/**
	 * Return the last element of a path, or of the name of a Python module.
	 */
	private static String fileName(String path) {
		return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('.')) + 1);
	}

}

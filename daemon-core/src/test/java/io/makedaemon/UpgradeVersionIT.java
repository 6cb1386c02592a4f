package io.makedaemon;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.programs.UpgradeProgram;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.wire.UpgradeOffer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Upgrades from and to a build of this library in which generations hand over in another
 * way. It is made of the same sources.
 */
class UpgradeVersionIT {

	private static final Path SOURCES = Path.of(System.getProperty("basedir", ""))
		.toAbsolutePath()
		.resolve("src/main/java");

	private static final String VERSION = "VERSION = " + UpgradeOffer.VERSION + ";";

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void areRefusedBeforeAnythingIsStarted() throws IOException {
		String current = Programs.CLASS_PATH.toString();
		String former = formerClasses() + ":" + current;
		int port;
		try (ServerSocket free = new ServerSocket(0)) {
			port = free.getLocalPort();
		}
		assertRefused(former, current, port);
		assertRefused(current, former, port);
	}

	private void assertRefused(String from, String to, int port) {
		ProcessFacts daemon = Programs.daemon(launch(from, port));
		Run upgrade = launch(to, port).args("upgrade").run();
		assertThat(upgrade.exitCode()).isEqualTo(7);
		assertThat(upgrade.stdout()).contains("cannot upgrade: process " + daemon.pid()
				+ " runs with a version of MakeDaemon that hands over in another way: restart it once");
		assertThat(this.programs.processes().alive()).containsExactly(daemon);
		daemon.signal("TERM");
		this.programs.processes().awaitNone();
	}

	private Launch launch(String classPath, int port) {
		return this.programs.program(classPath, UpgradeProgram.class, this.directory,
				"attr.pidFile=" + this.directory.resolve("pid"), "attr.startTimeout=PT1M", "attr.signals=HUP",
				"attr.port=" + port);
	}

	/**
	 * Compiles the library, one version of the handover earlier.
	 */
	private Path formerClasses() throws IOException {
		Path offer = SOURCES.resolve(UpgradeOffer.class.getName().replace('.', '/') + ".java");
		Path formerOffer = this.directory.resolve("UpgradeOffer.java");
		assertThat(offer).content().contains(VERSION);
		Files.writeString(formerOffer,
				Files.readString(offer).replace(VERSION, "VERSION = " + (UpgradeOffer.VERSION - 1) + ";"));
		List<Path> sources = new ArrayList<>();
		try (Stream<Path> files = Files.walk(SOURCES)) {
			files.filter((file) -> file.toString().endsWith(".java") && !file.equals(offer)).forEach(sources::add);
		}
		sources.add(formerOffer);
		Path classes = Files.createDirectory(this.directory.resolve("classes"));
		JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			List<String> options = List.of("-d", classes.toString(), "-proc:none", "-nowarn", "-cp",
					System.getProperty("java.class.path"));
			assertThat(compiler.getTask(null, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
				.call()).isTrue();
		}
		return classes;
	}

}

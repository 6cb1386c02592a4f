package io.makedaemon;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.ProcessFacts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The ways to package a program that can become a daemon.
 */
class PackagingIT {

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@Test
	void worksFromDirectory() throws IOException {
		worksFromDirectory("b\u00e4r %41");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = "classes")
	void worksFromDirectory(String name) throws IOException {
		Path classes = Files.createDirectory(this.directory.resolve(name));
		Programs.CLASS_PATH.copyTo(classes);
		Programs.daemon(this.programs.program(name, Program.class, this.directory)
			.directory(this.directory)
			.environment(Map.of("LC_ALL", "C.UTF-8")));
		assertThat(Programs.facts(this.directory)).containsEntry("stage.after", "daemon");
	}

	@Test
	@FullTier
	void worksFromShadedJar() throws IOException {
		worksFromShadedJar("b\u00e4r %41.jar");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = "app.jar")
	void worksFromShadedJar(String name) throws IOException {
		Path jar = Files.createDirectory(this.directory.resolve("target")).resolve(name);
		shade(jar);
		Path elsewhere = Files.createDirectory(this.directory.resolve("elsewhere"));
		ProcessFacts daemon = Programs.daemon(this.programs.processes()
			.java(this.programs.jdk())
			.args(Programs.properties(this.directory))
			.args("-jar", "../target/" + name, "argument")
			.environment(Map.of("LC_ALL", "C.UTF-8"))
			.directory(elsewhere));
		assertThat(Programs.facts(this.directory)).containsEntry("stage.after", "daemon")
			.containsEntry("args", "argument");
		assertThat(Path.of(daemon.commandLine().get(daemon.commandLine().size() - 2))).isAbsolute();
	}

	@Test
	void leavesNothingInTheTemporaryDirectory() throws IOException {
		Path temporary = Files.createDirectory(this.directory.resolve("tmp"));
		Programs.daemon(this.programs.program(Program.class, this.directory, "java.io.tmpdir=" + temporary));
		Programs.facts(this.directory);
		assertThat(temporary).isEmptyDirectory();
	}

	private void shade(Path jar) throws IOException {
		Path classes = Files.createDirectory(this.directory.resolve("shaded"));
		Programs.CLASS_PATH.copyTo(classes);
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Program.class.getName());
		try (OutputStream file = Files.newOutputStream(jar);
				JarOutputStream out = new JarOutputStream(file, manifest);
				Stream<Path> files = Files.walk(classes)) {
			for (Path path : files.filter(Files::isRegularFile).toList()) {
				out.putNextEntry(new JarEntry(classes.relativize(path).toString()));
				Files.copy(path, out);
				out.closeEntry();
			}
		}
	}

}

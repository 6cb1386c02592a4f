package io.makedaemon.spring.boot.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link LaunchDirectoryResourceLoader}: relative files, and nothing else.
 */
class LaunchDirectoryResourceLoaderTests {

	@TempDir
	Path directory;

	private Path launchDirectory = Path.of("");

	@BeforeEach
	void createDirectory() throws IOException {
		this.launchDirectory = Files.createDirectory(this.directory.resolve("launch %20 dir;a,b#c"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "file:./config/a.yml", "file:config/a.yml", "file:./a b.yml" })
	void findsRelativeFileInLaunchDirectory(String location) throws IOException {
		Path file = this.launchDirectory.resolve(location.substring("file:".length())).normalize();
		Files.createDirectories(file.resolveSibling("."));
		Files.writeString(file, "content");
		assertThat(load(location).getFile().toPath().normalize()).isEqualTo(file);
		assertThat(load(location).getContentAsString(StandardCharsets.UTF_8)).isEqualTo("content");
	}

	@Test
	void givesMissingFileInLaunchDirectory() throws IOException {
		assertThat(load("file:missing.yml").exists()).isFalse();
		assertThat(load("file:missing.yml").getFile()).isEqualTo(this.launchDirectory.resolve("missing.yml").toFile());
	}

	@Test
	void leavesAbsoluteFile() throws IOException {
		assertThat(load("file:/etc/a.yml").getFile()).hasToString("/etc/a.yml");
	}

	@Test
	void leavesClassPath() {
		assertThat(load("classpath:a.yml")).isInstanceOf(ClassPathResource.class);
		assertThat(load("a.yml")).isInstanceOf(ClassPathResource.class);
	}

	private Resource load(String location) {
		return new LaunchDirectoryResourceLoader(this.launchDirectory).getResource(location);
	}

}

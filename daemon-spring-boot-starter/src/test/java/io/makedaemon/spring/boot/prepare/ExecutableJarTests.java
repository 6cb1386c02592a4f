package io.makedaemon.spring.boot.prepare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.ClassPath;
import io.makedaemon.testsupport.JarFiles;

import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * {@link ExecutableJar}: what is asked to unpack itself knows how to.
 */
class ExecutableJarTests {

	@TempDir
	Path directory;

	@Test
	void isOneWithTheLoaderOfBoot() {
		assertThatNoException().isThrownBy(() -> check("org.springframework.boot.loader.launch.JarLauncher"));
	}

	@Test
	void isNoneThatIsUnpackedOrShaded() {
		assertThatIOException().isThrownBy(() -> check("com.example.Application"))
			.withMessageContaining("app.jar is not an executable jar with Spring Boot's loader");
	}

	private void check(String main) throws IOException {
		Path jar = this.directory.resolve("app.jar");
		JarFiles.create(jar, new ClassPath(List.of()), Map.of("Main-Class", main));
		ExecutableJar.check(jar);
	}

}

package io.makedaemon.spring.boot;

import java.io.File;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ProgramName}: the property, the application's name, the jar's, the main class's.
 */
class ProgramNameTests {

	private static final String CLASS_PATH = "java.class.path";

	private final String classPath = System.getProperty(CLASS_PATH);

	private final TestEnvironment environment = new TestEnvironment();

	private final SpringApplication application = new SpringApplication();

	@AfterEach
	void restoreClassPath() {
		System.setProperty(CLASS_PATH, this.classPath);
	}

	@Test
	void isThePropertyWhenThereIsOne() {
		this.environment.arguments("--daemon.program-name=example", "--spring.application.name=other");
		assertThat(name()).isEqualTo("example");
	}

	@Test
	void isApplicationNameWhenPropertyIsBlank() {
		this.environment.arguments("--daemon.program-name= ", "--spring.application.name=other");
		assertThat(name()).isEqualTo("other");
	}

	@Test
	void isNameOfJarWhenApplicationHasNone() {
		System.setProperty(CLASS_PATH, "/opt/example/example-1.0.jar");
		assertThat(name()).isEqualTo("example-1.0");
		System.setProperty(CLASS_PATH, "example.jar");
		assertThat(name()).isEqualTo("example");
	}

	@Test
	void isNameOfMainClassWhenThereIsNoSingleJar() {
		this.application.setMainApplicationClass(ProgramNameTests.class);
		System.setProperty(CLASS_PATH, "a.jar" + File.pathSeparator + "b.jar");
		assertThat(name()).isEqualTo("ProgramNameTests");
		System.setProperty(CLASS_PATH, "/opt/example/classes");
		assertThat(name()).isEqualTo("ProgramNameTests");
	}

	private String name() {
		DaemonProperties properties = new DaemonPropertiesBinder(this.environment).bind();
		return ProgramName.of(properties.programName(), this.environment, this.application);
	}

}

package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is published says what public repositories ask for, and what makes it can be
 * trusted.
 */
class PublishedTests {

	private static final Path ROOT = Path.of(System.getProperty("basedir", ""))
		.toAbsolutePath()
		.resolve("..")
		.normalize();

	private static final Pattern ACTION = Pattern.compile("uses: (.*)");

	@Test
	void parentSaysWhoseItIsAndWhere() throws IOException {
		assertThat(pom("."))
			.contains("<name>", "<description>", "<licenses>", "<developers>", "<scm ",
					"<name>the MakeDaemon authors</name>")
			.containsPattern("(?m)^\t<url>https://")
			.containsPattern("<connection>scm:git:https://.*</connection>\\s*<developerConnection>scm:git:")
			.containsPattern("</developerConnection>\\s*<url>https://");
	}

	@ParameterizedTest
	@ValueSource(strings = { "makedaemon-bom", "daemon-core", "daemon-spring-boot-starter" })
	void publishedModuleSaysWhatItIs(String module) throws IOException {
		assertThat(pom(module)).containsPattern("(?m)^\t<name>MakeDaemon .*</name>\n\t<description>.*</description>$")
			.doesNotContain("<maven.deploy.skip>");
	}

	@ParameterizedTest
	@ValueSource(strings = { "sample-app", "integration-tests", "benchmarks" })
	void otherModuleIsNotPublished(String module) throws IOException {
		assertThat(pom(module)).contains("<maven.deploy.skip>true</maven.deploy.skip>", "<gpg.skip>true</gpg.skip>");
	}

	@Test
	void bomHasEveryPublishedJar() throws IOException {
		assertThat(pom("makedaemon-bom")).contains("<artifactId>daemon-core</artifactId>",
				"<artifactId>daemon-spring-boot-starter</artifactId>");
	}

	@Test
	void workflowRunsOnEachJdkAndProcessorWhenItIsAskedTo() throws IOException {
		assertThat(workflow()).contains("\non:\n  workflow_dispatch:\npermissions:\n  contents: read\n",
				"java: [17, 21, 25]", "os: [ubuntu-24.04, ubuntu-24.04-arm]", ".ci/run");
	}

	@Test
	void workflowUsesActionsThatCannotChange() throws IOException {
		List<String> actions = ACTION.matcher(workflow()).results().map((match) -> match.group(1)).toList();
		assertThat(actions).isNotEmpty().allMatch((action) -> action.matches("actions/[a-z-]+@[0-9a-f]{40} # v\\d.*"));
	}

	private static String workflow() throws IOException {
		return Files.readString(ROOT.resolve(".github/workflows/build.yml"));
	}

	private static String pom(String module) throws IOException {
		return Files.readString(ROOT.resolve(module).resolve("pom.xml"));
	}

}

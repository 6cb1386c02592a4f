package io.makedaemon.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the application becomes in the company of others.
 */
class GuestIT {

	private static final String MAIN = GuestApplication.class.getName();

	@RegisterExtension
	final Guest guest = new Guest();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void staysInTheForegroundUnderDevtools() {
		assertForeground(this.guest.with("devtools")
			.launch(MAIN, this.directory)
			.args("--spring.devtools.livereload.enabled=false")
			.start(), "not on the main thread, but on restartedMain");
	}

	@Test
	@FullTier
	void staysInTheForegroundInServletContainer() {
		assertForeground(this.guest.launch(ServletContainer.class.getName(), this.directory).start(),
				"not called from the main method of the program");
	}

	/**
	 * Its bootstrap context is run before the application's own, with a configuration of
	 * its own.
	 */
	@Test
	@FullTier
	void becomesDaemonWithSpringCloudsBootstrapContext() throws IOException {
		Files.writeString(this.directory.resolve("bootstrap.yml"), "spring.application.name: from-bootstrap");
		Run run = this.guest.with("spring-cloud")
			.launch(MAIN, this.directory)
			.args("--spring.cloud.compatibility-verifier.enabled=false")
			.run();
		assertThat(run.exitCode()).as(run::toString).isZero();
		assertThat(run.stdout()).startsWith("from-bootstrap is ready after ").hasLineCount(1);
		assertDaemon("from-bootstrap");
	}

	/**
	 * The context is closed, and the application is run again on another thread.
	 */
	@Test
	@FullTier
	void staysDaemonWhenSpringCloudRestartsIt() {
		Path log = this.directory.resolve("GuestApplication.log");
		Run run = this.guest.with("spring-cloud")
			.launch(MAIN, this.directory)
			.args("--spring.cloud.compatibility-verifier.enabled=false",
					"--management.endpoints.web.exposure.include=daemon,restart",
					"--management.endpoint.restart.access=unrestricted")
			.run();
		assertThat(run.exitCode()).as(run::toString).isZero();
		Guest.post(log, "restart");
		Awaitility.await("another port").atMost(Guest.TIMEOUT).until(() -> Guest.ports(Guest.read(log)) == 2);
		Awaitility.await("the application")
			.atMost(Guest.TIMEOUT)
			.until(() -> Guest.read(log).contains(": Restarted\n"));
		assertDaemon("GuestApplication");
		long bytes = Guest.describe(log).at("/capture/stdout/bytes").asLong();
		this.guest.processes().daemon().signal("QUIT");
		Awaitility.await("thread dump").atMost(Guest.TIMEOUT).until(() -> Guest.read(log).contains("JNI global refs"));
		assertThat(Guest.describe(log).at("/capture/stdout/bytes").asLong()).isGreaterThan(bytes);
	}

	@Test
	@FullTier
	void becomesDaemonWhenItsMainFunctionIsOfKotlin() {
		Run run = this.guest.with("kotlin")
			.launch("io.makedaemon.integration.KotlinApplicationKt", this.directory)
			.run();
		assertThat(run.exitCode()).as(run::toString).isZero();
		assertDaemon("KotlinApplicationKt");
	}

	/**
	 * The code was generated when this module was built, by an application that has
	 * stayed in the foreground for that.
	 */
	@Test
	@FullTier
	void becomesDaemonWithCodeThatWasGeneratedAheadOfTime() {
		Run run = this.guest.launch(MAIN, this.directory)
			.environment(Map.of("JDK_JAVA_OPTIONS", "-Dspring.aot.enabled=true"))
			.run();
		assertThat(run.exitCode()).as(run::toString).isZero();
		assertThat(Path.of(System.getProperty("basedir", ""), "target/spring-aot/main/sources")).isNotEmptyDirectory();
		assertThat(this.directory.resolve("GuestApplication.log")).content()
			.contains("Starting AOT-processed GuestApplication");
		assertDaemon("GuestApplication");
		assertThat(Guest.ask(this.directory.resolve("GuestApplication.log"), "health/daemonCapture")
			.get("status")
			.asString()).isEqualTo("UP");
	}

	private void assertDaemon(String name) {
		assertThat(Guest.describe(this.directory.resolve(name + ".log")).get("decision").asString())
			.isEqualTo("daemon");
		assertThat(this.guest.processes().alive()).hasSize(1);
	}

	private void assertForeground(Started application, String reason) {
		assertThat(Guest.describe(application).get("decision").asString()).isEqualTo("foreground: " + reason);
		assertThat(this.guest.processes().alive()).hasSize(1);
	}

}

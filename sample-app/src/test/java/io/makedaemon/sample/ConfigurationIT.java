package io.makedaemon.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is relative in the user's configuration means the launch directory, in the daemon
 * too, which runs elsewhere. The information endpoint shows which files were read.
 */
class ConfigurationIT {

	private static final Map<String, String> JSON = Map.of("SPRING_APPLICATION_JSON",
			"{\"info\":{\"json\":\"read\"},\"management\":{\"info\":{\"env\":{\"enabled\":true}}}}");

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void isReadFromTheLaunchDirectory() throws IOException {
		write("application.yml", """
				spring:
				  application.name: my-app
				  config.import: [ "beside.yml", "file:imports/of-file.yml", "optional:file:missing.yml" ]
				info.root: read
				""");
		write("beside.yml", "info.beside: read");
		write("imports/of-file.yml", "info.file: read");
		write("config/application.yml", "info.config: read\nlogging.file.name: logs/own.log");
		write("config/sub/application.yml", "info.sub: read\ndaemon.umask: \"077\"");
		write("more/application.yml", "info.more: read");
		write("profile/application-special.yml", "info.profile: read");
		Run run = this.sample
			.launch(this.directory, "--spring.config.additional-location=more/,file:./profile/",
					"--spring.profiles.active=special")
			.environment(JSON)
			.run();
		ProcessFacts daemon = Sample.daemon(run);
		Path log = launchDirectory().resolve("logs/own.log");
		assertThat(run.stdout()).startsWith("my-app is ready").endsWith("log file " + log + "\n");
		assertThat(daemon.umask()).isEqualTo(077);
		Http http = Sample.http(Sample.read(log));
		assertThat(http.get("/")).startsWith("Hello from the daemon my-app, ");
		JsonNode info = http.json("/actuator/info");
		assertThat(info.propertyNames()).contains("root", "beside", "file", "config", "sub", "more", "profile", "json");
		assertThat(Sample.log(this.directory)).doesNotExist();
	}

	@Test
	@FullTier
	void isReadFromOtherLocationOfTheLaunchDirectory() throws IOException {
		Path work = Sample.create(launchDirectory().resolve("work"));
		write("application.yml", "info.root: read");
		write("only/application.yml", """
				info.only: read
				logging.file.path: logs
				daemon:
				  program-name: other-name
				  working-directory: work
				""");
		Run run = this.sample
			.launch(this.directory, "--spring.config.location=classpath:/,optional:file:./only/",
					"--daemon.files[0].path=other.lock")
			.environment(JSON)
			.run();
		ProcessFacts daemon = Sample.daemon(run);
		Path log = launchDirectory().resolve("logs/spring.log");
		assertThat(run.stdout()).startsWith("other-name is ready").endsWith("log file " + log + "\n");
		assertThat(daemon.workingDirectory()).isEqualTo(work);
		assertThat(daemon.name()).isEqualTo("other-name");
		assertThat(daemon.descriptors().values()).contains(launchDirectory().resolve("other.lock").toString());
		Http http = Sample.http(Sample.read(log));
		assertThat(http.get("/")).startsWith("Hello from the daemon other-name, ");
		assertThat(http.json("/actuator/info").propertyNames()).contains("only", "json").doesNotContain("root");
		assertThat(work).isEmptyDirectory();
	}

	private Path launchDirectory() {
		return Sample.launchDirectory(this.directory);
	}

	private void write(String file, String content) throws IOException {
		Path path = launchDirectory().resolve(file);
		Sample.create(Objects.requireNonNull(path.getParent()));
		Files.writeString(path, content);
	}

}

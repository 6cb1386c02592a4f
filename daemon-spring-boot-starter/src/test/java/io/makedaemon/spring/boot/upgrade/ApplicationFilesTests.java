package io.makedaemon.spring.boot.upgrade;

import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.ApplicationPidFileWriter;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.boot.web.server.context.WebServerPortFileWriter;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.mock.env.MockEnvironment;

import io.makedaemon.DaemonAttr;
import io.makedaemon.DaemonContext;
import io.makedaemon.spring.boot.config.ApplicationPidFile;
import io.makedaemon.spring.boot.event.DaemonReadyEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ApplicationFiles}.
 */
class ApplicationFilesTests {

	private static final String[] NONE = {};

	private static final String PID = Long.toString(ProcessHandle.current().pid());

	@TempDir
	Path directory;

	private final SpringApplication application = new SpringApplication();

	private final MockEnvironment environment = new MockEnvironment();

	private final GenericApplicationContext context = new GenericApplicationContext();

	private Path file = Path.of("");

	@BeforeEach
	void prepare() {
		Writer.writeAgain();
		this.file = this.directory.resolve("run/app.pid");
		this.application.setWebApplicationType(WebApplicationType.NONE);
		this.context.setEnvironment(this.environment);
	}

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void firstGenerationWritesProcessIdAtOnce() {
		run(new Writer(this.file), false);
		assertThat(this.file).hasContent(PID);
	}

	@Test
	void nextGenerationWritesProcessIdWhenItHasTakenOver() throws Exception {
		Files.createDirectories(this.directory.resolve("run"));
		Files.writeString(this.file, "1");
		run(new Writer(this.file), true);
		assertThat(this.file).hasContent("1");
		ready();
		assertThat(this.file).hasContent(PID);
	}

	@Test
	void resolvesConfiguredFileAgainstLaunchDirectory() {
		this.environment.setProperty("spring.pid.file", "run/app.pid");
		run(new Writer(this.directory.resolve("other")), true);
		ready();
		assertThat(this.file).hasContent(PID);
		assertThat(this.directory.resolve("other")).doesNotExist();
		assertThat(this.environment.getProperty("spring.pid.file")).isEqualTo(this.file.toString());
	}

	@Test
	void writesWhatIsWrittenEarly() {
		Writer writer = new Writer(this.file);
		writer.setTriggerEventType(ApplicationEnvironmentPreparedEvent.class);
		run(writer, false);
		assertThat(this.file).hasContent(PID);
	}

	@Test
	void failsFirstGenerationWhereTheWriterWould() throws Exception {
		Files.writeString(this.directory.resolve("run"), "no directory");
		this.environment.setProperty("spring.pid.fail-on-write-error", "true");
		assertThatIllegalStateException().isThrownBy(() -> run(new Writer(this.file), false))
			.withMessageContaining("app.pid");
	}

	@Test
	void leavesConfiguredFileToApplicationWithoutWriter() {
		this.environment.setProperty("spring.pid.file", "run/app.pid");
		run(null, false);
		assertThat(this.environment.getProperty("spring.pid.file")).isEqualTo(this.file.toString());
		assertThat(this.file).doesNotExist();
	}

	@Test
	void firstGenerationWritesPortAtOnce() {
		Path port = portFile(false);
		assertThat(port).hasContent("8080");
	}

	@Test
	void nextGenerationWritesPortWhenItHasTakenOver() {
		Path port = portFile(true);
		assertThat(port).doesNotExist();
		ready();
		assertThat(port).hasContent("8080");
	}

	private Path portFile(boolean upgraded) {
		Path port = this.directory.resolve("ports/app.port");
		this.context.addApplicationListener(new WebServerPortFileWriter(port.toFile()));
		run(null, upgraded);
		this.context.refresh();
		WebServer server = mock();
		given(server.getPort()).willReturn(8080);
		this.context.publishEvent(new ServerEvent(server, mock()));
		return port;
	}

	private void run(@Nullable ApplicationPidFileWriter writer, boolean upgraded) {
		ApplicationPidFile pidFile = new ApplicationPidFile(this.directory);
		if (writer != null) {
			this.application.addListeners(writer);
		}
		ApplicationEnvironmentPreparedEvent prepared = new ApplicationEnvironmentPreparedEvent(
				new DefaultBootstrapContext(), this.application, NONE, this.environment);
		pidFile.onApplicationEvent(prepared);
		if (writer != null) {
			writer.onApplicationEvent(prepared);
			writer.onApplicationEvent(new ApplicationPreparedEvent(this.application, NONE, this.context));
		}
		new ApplicationFiles(pidFile, upgraded).contextLoaded(this.context);
	}

	private void ready() {
		if (!this.context.isActive()) {
			this.context.refresh();
		}
		this.context
			.publishEvent(new DaemonReadyEvent(this.context, DaemonContext.inForeground(DaemonAttr.builder().build())));
	}

	/**
	 * Writes once in a process, and again for each test.
	 */
	private static final class Writer extends ApplicationPidFileWriter {

		Writer(Path file) {
			super(file.toFile());
		}

		static void writeAgain() {
			reset();
		}

	}

	private static final class ServerEvent extends WebServerInitializedEvent {

		private final transient WebServerApplicationContext context;

		ServerEvent(WebServer server, WebServerApplicationContext context) {
			super(server);
			this.context = context;
		}

		@Override
		public WebServerApplicationContext getApplicationContext() {
			return this.context;
		}

	}

}

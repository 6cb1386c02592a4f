package io.makedaemon.spring.boot;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.RolledFiles;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two generations of a daemon write to one log that is rolled and compressed all the
 * time, and no line is lost.
 */
class SharedLogIT {

	private static final String ROLLING = """
			<configuration>
				<appender name="FILE" class="ch.qos.logback.core.rolling.RollingFileAppender">
					<file>%1$s/log</file>
					<rollingPolicy class="ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy">
						<fileNamePattern>%1$s/log.%%d.%%i.gz</fileNamePattern>
						<maxFileSize>4KB</maxFileSize>
						<checkIncrement>10</checkIncrement>
					</rollingPolicy>
					<encoder><pattern>%%msg%%n</pattern></encoder>
				</appender>
				<root level="INFO"><appender-ref ref="FILE"/></root>
			</configuration>
			""";

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void losesNoLine() throws IOException {
		Files.writeString(this.directory.resolve("own.xml"), ROLLING.formatted(this.directory));
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		run(port, "start");
		files().awaitRolling();
		run(port, "upgrade");
		files().awaitRolling();
		run(port, "upgrade");
		files().awaitRolling();
		run(port, "stop");
		this.application.processes().awaitNone();
		List<String> lines = files().lines();
		assertThat(lines).filteredOn((line) -> line.contains("-g")).doesNotHaveDuplicates();
		for (int generation = 1; generation <= 3; generation++) {
			int last = Integer.parseInt(Files.readString(this.directory.resolve("last." + generation)));
			assertThat(lines).contains(numbers("printer-g" + generation, last))
				.contains(numbers("out-g" + generation, last));
		}
	}

	private void run(int port, String command) {
		Launch launch = this.application.launch(this.directory)
			.args("--daemon.pid-file=" + this.directory.resolve("pid"), "--logging.config=own.xml",
					"--daemon.sockets[0].name=one", "--daemon.sockets[0].address=127.0.0.1:" + port,
					"--test.numbers=" + this.directory, "--daemon.command=" + command);
		Run run = launch.run();
		assertThat(run.exitCode()).as(run.stdout() + run.stderr()).isZero();
	}

	private static String[] numbers(String writer, int last) {
		return IntStream.rangeClosed(1, last).mapToObj((i) -> writer + " " + i).toArray(String[]::new);
	}

	private RolledFiles files() {
		return new RolledFiles(this.directory);
	}

}

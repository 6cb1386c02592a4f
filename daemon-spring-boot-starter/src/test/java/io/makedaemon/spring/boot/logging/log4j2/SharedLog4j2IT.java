package io.makedaemon.spring.boot.logging.log4j2;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.LaunchedProcesses;
import io.makedaemon.testsupport.RolledFiles;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two processes write to the files of one Log4j2 configuration, which are rolled when a
 * process starts and whenever they are large, and no line is lost.
 */
class SharedLog4j2IT {

	private static final String CONFIGURATION = """
			<Configuration>
				<Appenders>
					<%1$s name="FILE" fileName="%2$s/log" filePattern="%2$s/log.%%i.gz" immediateFlush="%3$s">
						<PatternLayout pattern="%%m%%n"/>
						<Policies>
							<OnStartupTriggeringPolicy/>
							<SizeBasedTriggeringPolicy size="4 KB"/>
						</Policies>
						<DefaultRolloverStrategy fileIndex="nomax"/>
					</%1$s>
				</Appenders>
				<Loggers><Root level="info"><AppenderRef ref="FILE"/></Root></Loggers>
			</Configuration>
			""";

	@RegisterExtension
	final LaunchedProcesses processes = new LaunchedProcesses();

	@TempDir
	Path directory;

	@FullTier
	@ParameterizedTest
	@CsvSource({ "RollingFile, true", "RollingFile, false", "RollingRandomAccessFile, true" })
	void losesNoLine(String appender, boolean immediateFlush) throws IOException {
		Files.writeString(this.directory.resolve("log4j2.xml"),
				CONFIGURATION.formatted(appender, this.directory, immediateFlush));
		Started former = start(1);
		await("began.1");
		files().awaitRolling();
		tell("share.1");
		await("shared.1");
		int rolled = files().files().size();
		Started next = start(2);
		await("began.2");
		awaitMoreThan(20_000);
		assertThat(files().files()).hasSize(rolled);
		tell("end.1");
		assertThat(former.await().exitCode()).isZero();
		assertThat(files().files()).hasSize(rolled);
		tell("alone.2");
		await("rolls.2");
		assertThat(files().files().size()).isGreaterThan(rolled);
		files().awaitRolling();
		tell("end.2");
		assertThat(next.await().exitCode()).isZero();
		List<String> expected = new ArrayList<>();
		for (int generation = 1; generation <= 2; generation++) {
			int last = Integer.parseInt(Files.readString(this.directory.resolve("last." + generation)));
			String writer = "g" + generation + " ";
			IntStream.rangeClosed(1, last).forEach((i) -> expected.add(writer + i));
		}
		assertThat(files().lines()).containsExactlyInAnyOrderElementsOf(expected);
	}

	private Started start(int generation) {
		return this.processes.java()
			.args(Jdk.QUICK)
			.args("-cp", System.getProperty("java.class.path"), Log4j2Writer.class.getName(), this.directory.toString(),
					Integer.toString(generation))
			.start();
	}

	private void tell(String what) throws IOException {
		Files.createFile(this.directory.resolve(what));
	}

	private void await(String what) {
		Awaitility.await(what).until(() -> Files.exists(this.directory.resolve(what)));
	}

	private void awaitMoreThan(long size) throws IOException {
		Path log = this.directory.resolve("log");
		long before = Files.size(log);
		Awaitility.await("lines").until(() -> Files.size(log) > before + size);
	}

	private RolledFiles files() {
		return new RolledFiles(this.directory);
	}

}

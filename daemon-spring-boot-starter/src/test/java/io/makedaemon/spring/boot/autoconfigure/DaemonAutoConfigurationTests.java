package io.makedaemon.spring.boot.autoconfigure;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.makedaemon.DaemonAttr;
import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonStage;
import io.makedaemon.spring.boot.DaemonState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link DaemonAutoConfiguration}: there is always a state.
 */
class DaemonAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DaemonAutoConfiguration.class));

	@Test
	void givesStateWhenNoApplicationWasRun() {
		this.runner.run((context) -> {
			DaemonState state = context.getBean(DaemonState.class);
			assertThat(state.stage()).isEqualTo(DaemonStage.PARENT);
			assertThat(state.programName()).isEqualTo("application");
			assertThat(state.decision()).isEqualTo("foreground: no application was run");
		});
	}

	@Test
	void backsOffWhenTheApplicationWasRun() {
		DaemonState own = new DaemonState("own", "foreground: own", null);
		this.runner.withBean("daemonState", DaemonState.class, () -> own)
			.run((context) -> assertThat(context).getBean(DaemonState.class).isSameAs(own));
	}

	@Test
	void givesFilesThatThisProcessOpens(@TempDir Path directory) {
		this.runner
			.withPropertyValues("daemon.files[0].path=" + directory.resolve("file"),
					"daemon.files[0].open=write,create", "spring.application.name=example")
			.run((context) -> {
				assertThat(directory).isEmptyDirectory();
				DaemonContext daemon = context.getBean(DaemonContext.class);
				assertThat(daemon.programName()).isEqualTo("example");
				try (FileChannel channel = daemon.channel(daemon.files().get(0))) {
					channel.write(ByteBuffer.wrap("text".getBytes(StandardCharsets.UTF_8)));
				}
				assertThat(directory.resolve("file")).hasContent("text");
			});
	}

	@Test
	void leavesContextOfDaemon() {
		DaemonContext own = DaemonContext.inForeground(DaemonAttr.builder().build());
		this.runner.withBean("daemonContext", DaemonContext.class, () -> own)
			.run((context) -> assertThat(context).getBean(DaemonContext.class).isSameAs(own));
	}

}

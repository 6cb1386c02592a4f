package io.makedaemon.spring.boot.autoconfigure;

import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.makedaemon.spring.boot.DaemonState;
import io.makedaemon.spring.boot.actuate.DaemonInfoContributor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link DaemonInfoAutoConfiguration}: only where it is wanted and can be seen.
 */
class DaemonInfoAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DaemonAutoConfiguration.class, DaemonInfoAutoConfiguration.class));

	@Test
	void tellsStageWhenItIsWanted() {
		this.runner.withPropertyValues("management.info.daemon.enabled=true").run((context) -> {
			Info.Builder builder = new Info.Builder();
			context.getBean(DaemonInfoContributor.class).contribute(builder);
			assertThat(builder.build().getDetails().get("daemon"))
				.isEqualTo(Map.of("stage", "parent", "decision", "foreground: no application was run", "programName",
						"application", "startedAt", context.getBean(DaemonState.class).startedAt()));
		});
	}

	@Test
	void isNotThereByDefault() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(DaemonInfoContributor.class));
	}

	@Test
	void isNotThereWithoutActuator() {
		this.runner.withPropertyValues("management.info.daemon.enabled=true")
			.withClassLoader(new FilteredClassLoader(InfoContributor.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("daemonInfoContributor"));
	}

}

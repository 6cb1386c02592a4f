package io.makedaemon.spring.boot.autoconfigure;

import java.nio.file.Path;
import java.time.temporal.ChronoUnit;

import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.makedaemon.spring.boot.DaemonState;
import io.makedaemon.spring.boot.actuate.DaemonEndpoint;
import io.makedaemon.spring.boot.actuate.DaemonEndpoint.DaemonDescriptor;
import io.makedaemon.testsupport.ProcessFacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * {@link DaemonEndpointAutoConfiguration}: there when it is exposed, and truthful in the
 * foreground.
 */
class DaemonEndpointAutoConfigurationTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=daemon";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DaemonAutoConfiguration.class, DaemonEndpointAutoConfiguration.class));

	@Test
	void describesProcessInTheForeground() {
		this.runner.withPropertyValues(EXPOSED, "spring.application.name=example").run((context) -> {
			DaemonDescriptor daemon = context.getBean(DaemonEndpoint.class).daemon();
			ProcessFacts process = new ProcessFacts(ProcessHandle.current().pid());
			assertThat(daemon.stage()).isEqualTo("parent");
			assertThat(daemon.decision()).isEqualTo("foreground: no application was run");
			assertThat(daemon.pid()).isEqualTo(process.pid());
			assertThat(daemon.parentPid()).isEqualTo(process.parent());
			assertThat(daemon.sessionId()).isEqualTo(process.session());
			assertThat(daemon.programName()).isEqualTo("example");
			assertThat(daemon.launchDirectory()).isEqualTo(process.workingDirectory().toString());
			assertThat(Path.of(daemon.workingDirectory())).isEqualTo(process.workingDirectory());
			assertThat(daemon.umask()).isEqualTo("%03o".formatted(process.umask()));
			assertThat(daemon.startedAt()).isCloseTo(ProcessHandle.current().info().startInstant().orElseThrow(),
					within(1100, ChronoUnit.MILLIS));
			assertThat(daemon.readyAfter()).isNull();
			assertThat(daemon.files()).isEmpty();
			assertThat(daemon.capture()).isNull();
		});
	}

	@Test
	void isAbsentWhenNotExposed() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DaemonEndpoint.class));
	}

	@Test
	void isAbsentWhenAccessIsDenied() {
		this.runner.withPropertyValues(EXPOSED, "management.endpoint.daemon.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DaemonEndpoint.class));
	}

	@Test
	void isAbsentWithoutActuator() {
		this.runner.withPropertyValues(EXPOSED)
			.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DaemonState.class)
				.doesNotHaveBean(DaemonEndpoint.class));
	}

	@Test
	void backsOffWhenThereIsAnother() {
		DaemonEndpoint own = new DaemonEndpoint(new DaemonState("own", "foreground: own", null));
		this.runner.withPropertyValues(EXPOSED)
			.withBean(DaemonEndpoint.class, () -> own)
			.run((context) -> assertThat(context).getBean(DaemonEndpoint.class).isSameAs(own));
	}

}

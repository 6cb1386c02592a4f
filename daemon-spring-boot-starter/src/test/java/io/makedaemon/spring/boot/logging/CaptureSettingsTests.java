package io.makedaemon.spring.boot.logging;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

import io.makedaemon.spring.boot.logging.CaptureSettings.StreamSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link CaptureSettings}.
 */
class CaptureSettingsTests {

	@ParameterizedTest
	@CsvSource(delimiter = ';', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
			[otel.javaagent 2026-11-29 02:00:00:123 +0000] [main] INFO io.opentelemetry.Version - version: 2.0;INFO
			2026-11-29 02:00:00,123 [main] WARN  co.elastic.apm.agent.Reporter - ERROR 503;WARN
			2026-11-29 02:00:00.123 | main | ERROR | io.prometheus.jmx.JavaAgent | failed;ERROR
			2026-11-29T02:00:00.123Z  INFO 1 --- [main] o.s.Boot : Started;INFO
			[02:00:00] WARNING: deprecated;WARN
			02:00:00 SEVERE gone;ERROR
			2026-11-29 02:00:00 DEBUG detail;TRACE
			INFO without a time;TRACE
			[main] INFO without a time;TRACE
			at 02:00:00 INFO it was said;TRACE
			2026-11-29 02:00:00 INFORMATION;TRACE
			02:00:00;TRACE
			'';TRACE
			""")
	void lineThatIsLoggedBySomebodyHasItsOwnLevel(String line, Level level) {
		assertThat(new StreamSettings("daemon.stdout", Level.TRACE).levelOf(line)).isEqualTo(level);
	}

}

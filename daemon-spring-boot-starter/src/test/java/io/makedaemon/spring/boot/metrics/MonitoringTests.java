package io.makedaemon.spring.boot.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules for Prometheus and the dashboard of Grafana use the meters that are there.
 * With Prometheus' own tool, where that is installed: the rules alert when they should.
 */
class MonitoringTests {

	private static final Path RULES = Monitoring.file("rules.yml");

	@TempDir
	Path directory;

	@Test
	void dashboardIsOneOfGrafana() throws IOException {
		Path schema = Path.of(System.getProperty("basedir", ""), "src/test/resources/grafana-dashboard.schema.json");
		assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
			.getSchema(Files.readString(schema))
			.validate(Files.readString(Monitoring.DASHBOARD), InputFormat.JSON)).isEmpty();
	}

	@Test
	void dashboardShowsEveryMeter() throws IOException {
		assertThat(Monitoring.metrics(Monitoring.DASHBOARD)).isEqualTo(Monitoring.metrics());
	}

	@Test
	void rulesUseMetersThatAreThere() throws IOException {
		assertThat(Monitoring.metrics(RULES)).isNotEmpty().isSubsetOf(Monitoring.metrics());
	}

	@Test
	void rulesAlertWhenTheyShould() throws Exception {
		assertThat(Monitoring.promtool("test", "rules", Monitoring.file("rules-test.yml").toString()))
			.contains("SUCCESS");
	}

	@Test
	void dashboardHasExpressionsThatPrometheusUnderstands() throws Exception {
		List<String> expressions = Monitoring.expressions("1m", ".*");
		assertThat(expressions).hasSizeGreaterThanOrEqualTo(Monitoring.metrics().size());
		Path rules = this.directory.resolve("rules.yml");
		Files.writeString(rules,
				expressions.stream()
					.map((expression) -> "  - { record: x, expr: '" + expression + "' }\n")
					.collect(Collectors.joining("", "groups:\n- name: x\n  rules:\n", "")));
		assertThat(Monitoring.promtool("check", "rules", "--lint=none", rules.toString())).contains("SUCCESS");
	}

}

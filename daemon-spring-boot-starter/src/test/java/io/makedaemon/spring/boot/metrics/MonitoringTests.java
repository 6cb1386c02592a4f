package io.makedaemon.spring.boot.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules for Prometheus and the dashboard of Grafana use the meters that are there.
 * With Prometheus' own tool, where that is installed: the rules alert when they should.
 */
class MonitoringTests {

	private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

	private static final Path MONITORING = MODULE.resolve("../docs/monitoring").normalize();

	private static final Path TOOL = Path.of("/usr/bin/promtool");

	private static final Pattern METER = Pattern.compile("(Gauge|FunctionCounter)\\s*\\.builder\\(\"(daemon[^\"]+)\"");

	private static final Pattern METRIC = Pattern.compile("daemon_\\w+");

	@TempDir
	Path directory;

	@Test
	void dashboardShowsEveryMeter() throws IOException {
		assertThat(metrics("grafana-dashboard.json")).isEqualTo(metrics());
	}

	@Test
	void rulesUseMetersThatAreThere() throws IOException {
		assertThat(metrics("rules.yml")).isNotEmpty().isSubsetOf(metrics());
	}

	@Test
	void rulesAlertWhenTheyShould() throws Exception {
		assertThat(promtool("test", "rules", MONITORING.resolve("rules-test.yml").toString())).contains("SUCCESS");
	}

	@Test
	void dashboardHasExpressionsThatPrometheusUnderstands() throws Exception {
		List<String> expressions = JsonPath.parse(Files.readString(MONITORING.resolve("grafana-dashboard.json")))
			.read("$.panels[*].targets[*].expr");
		assertThat(expressions).hasSizeGreaterThanOrEqualTo(metrics().size());
		Path rules = this.directory.resolve("rules.yml");
		Files.writeString(rules,
				expressions.stream()
					.map((expression) -> expression.replace("$__rate_interval", "1m").replace("$instance", ".*"))
					.map((expression) -> "  - { record: x, expr: '" + expression + "' }\n")
					.collect(Collectors.joining("", "groups:\n- name: x\n  rules:\n", "")));
		assertThat(promtool("check", "rules", "--lint=none", rules.toString())).contains("SUCCESS");
	}

	private static String promtool(String... arguments) throws IOException, InterruptedException {
		Assumptions.assumeTrue(Files.isExecutable(TOOL), "needs promtool");
		List<String> command = new ArrayList<>(List.of(TOOL.toString()));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

	/**
	 * By the names that Micrometer gives them for Prometheus.
	 */
	private static Set<String> metrics() throws IOException {
		String source = Files
			.readString(MODULE.resolve("src/main/java/io/makedaemon/spring/boot/metrics/DaemonMetrics.java"));
		return METER.matcher(source)
			.results()
			.map((meter) -> meter.group(2).replace('.', '_') + (meter.group(1).equals("Gauge") ? "" : "_total"))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Set<String> metrics(String file) throws IOException {
		return METRIC.matcher(Files.readString(MONITORING.resolve(file)))
			.results()
			.map((metric) -> metric.group())
			.collect(Collectors.toCollection(TreeSet::new));
	}

}

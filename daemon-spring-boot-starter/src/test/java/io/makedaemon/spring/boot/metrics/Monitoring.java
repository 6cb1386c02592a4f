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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules for Prometheus and the dashboard of Grafana, and the meters that are there.
 */
final class Monitoring {

	static final Path DASHBOARD = file("grafana-dashboard.json");

	private static final Path TOOL = Path.of("/usr/bin/promtool");

	private static final Pattern METER = Pattern.compile("(Gauge|FunctionCounter)\\s*\\.builder\\(\"(daemon[^\"]+)\"");

	private static final Pattern METRIC = Pattern.compile("daemon_\\w+");

	private Monitoring() {
	}

	static Path file(String name) {
		return module().resolve("../docs/monitoring").normalize().resolve(name);
	}

	private static Path module() {
		return Path.of(System.getProperty("basedir", "")).toAbsolutePath();
	}

	/**
	 * Returns the queries of the dashboard.
	 * @param interval the interval over which Grafana lets a query look
	 * @param instance what the user has chosen
	 */
	static List<String> expressions(String interval, String instance) throws IOException {
		List<String> expressions = JsonPath.parse(Files.readString(DASHBOARD)).read("$.panels[*].targets[*].expr");
		return expressions.stream()
			.map((expression) -> expression.replace("$__rate_interval", interval).replace("$instance", instance))
			.toList();
	}

	/**
	 * Returns the names of the meters, as Micrometer gives them to Prometheus.
	 */
	static Set<String> metrics() throws IOException {
		String source = Files
			.readString(module().resolve("src/main/java/io/makedaemon/spring/boot/metrics/DaemonMetrics.java"));
		return METER.matcher(source)
			.results()
			.map((meter) -> meter.group(2).replace('.', '_') + (meter.group(1).equals("Gauge") ? "" : "_total"))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Returns the names of the meters that a file uses.
	 */
	static Set<String> metrics(Path file) throws IOException {
		return METRIC.matcher(Files.readString(file))
			.results()
			.map((metric) -> metric.group())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Runs Prometheus' own tool, where that is installed.
	 */
	static String promtool(String... arguments) throws IOException, InterruptedException {
		Assumptions.assumeTrue(Files.isExecutable(TOOL), "needs promtool");
		List<String> command = new ArrayList<>(List.of(TOOL.toString()));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

}

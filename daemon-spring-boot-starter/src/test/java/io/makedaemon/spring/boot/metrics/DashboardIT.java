package io.makedaemon.spring.boot.metrics;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.jayway.jsonpath.JsonPath;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.LaunchedProcesses;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each query of the dashboard, asked of a real Prometheus that has the meters of one
 * daemon.
 */
class DashboardIT {

	private static final Path SERVER = Path.of("/usr/bin/prometheus");

	private static final int MINUTES = 10;

	private static final int SECONDS_BETWEEN = 15;

	@RegisterExtension
	final LaunchedProcesses processes = new LaunchedProcesses();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void showsWhatPrometheusHas() throws Exception {
		Assumptions.assumeTrue(Files.isExecutable(SERVER), "needs prometheus");
		Instant end = Instant.now();
		Path data = this.directory.resolve("data");
		Monitoring.promtool("tsdb", "create-blocks-from", "openmetrics",
				Files.writeString(this.directory.resolve("meters"), meters(end)).toString(), data.toString());
		int port = start(data);
		for (String expression : Monitoring.expressions("5m", "orders.*")) {
			assertThat(
					ask(port,
							"query?time=" + end.getEpochSecond() + "&query="
									+ URLEncoder.encode(expression, StandardCharsets.UTF_8)))
				.as(expression)
				.isNotEmpty();
		}
	}

	private static String meters(Instant end) throws IOException {
		StringBuilder text = new StringBuilder();
		for (String metric : Monitoring.metrics()) {
			boolean counter = metric.endsWith("_total");
			text.append("# TYPE ")
				.append(counter ? metric.substring(0, metric.length() - "_total".length()) : metric)
				.append(counter ? " counter\n" : " gauge\n");
			for (String stream : counter ? List.of("stdout", "stderr") : List.of("")) {
				String labels = "instance=\"orders:8080\"" + (counter ? ",stream=\"" + stream + "\"" : "");
				for (int i = MINUTES * 60 / SECONDS_BETWEEN; i >= 0; i--) {
					text.append("%s{%s} %d %d\n".formatted(metric, labels, 1000 - i,
							end.getEpochSecond() - (long) i * SECONDS_BETWEEN));
				}
			}
		}
		return text.append("# EOF\n").toString();
	}

	private int start(Path data) throws IOException {
		int port;
		try (ServerSocket free = new ServerSocket(0)) {
			port = free.getLocalPort();
		}
		this.processes.program(SERVER.toString())
			.args("--config.file=" + Files.writeString(this.directory.resolve("prometheus.yml"), "global: {}\n"),
					"--storage.tsdb.path=" + data, "--web.listen-address=127.0.0.1:" + port)
			.directory(this.directory)
			.start();
		Awaitility.await("prometheus")
			.atMost(Duration.ofMinutes(1))
			.ignoreExceptionsInstanceOf(IOException.class)
			.until(() -> !ask(port, "query?query=1").isEmpty());
		return port;
	}

	private static List<Object> ask(int port, String request) throws IOException, InterruptedException {
		HttpResponse<String> answer = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/" + request)).build(),
					HttpResponse.BodyHandlers.ofString());
		if (answer.statusCode() != 200) {
			throw new IOException(answer.body());
		}
		return JsonPath.read(answer.body(), "$.data.result");
	}

}

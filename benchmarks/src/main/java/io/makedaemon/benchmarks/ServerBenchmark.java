package io.makedaemon.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.reactive.ConfigurableReactiveWebServerFactory;

import io.makedaemon.spring.boot.socket.InheritedSockets;
import io.makedaemon.spring.boot.socket.InheritingServers;

/**
 * Measures what an inherited socket costs a web server: requests a second and latency,
 * against the same server on a socket that it has bound itself. Both are in this JVM, and
 * are asked in turns, once on connections that are kept, and once on a new connection for
 * each request.
 *
 * <p>
 * Arguments: {@code tomcat}, {@code jetty} or {@code netty}, the number of pairs (9), and
 * the seconds that each is asked (5).
 */
public final class ServerBenchmark {

	private static final int DEFAULT_PAIRS = 9;

	private static final int DEFAULT_SECONDS = 5;

	private ServerBenchmark() {
	}

	/**
	 * Runs the benchmark.
	 * @param args see above
	 * @throws IOException if a server cannot be asked
	 * @throws InterruptedException if the benchmark is interrupted
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		if (args.length == 0) {
			System.err.println("Usage: ServerBenchmark tomcat|jetty|netty [pairs] [seconds]");
			System.exit(2);
		}
		int pairs = (args.length > 1) ? Integer.parseInt(args[1]) : DEFAULT_PAIRS;
		Duration time = Duration.ofSeconds((args.length > 2) ? Integer.parseInt(args[2]) : DEFAULT_SECONDS);
		Server server = Server.of(args[0]);
		WebServer own = start(server.factory());
		WebServer inherited = startInherited(server.factory());
		for (boolean kept : new boolean[] { true, false }) {
			measure(new HttpLoad(inherited.getPort(), kept, time), new HttpLoad(own.getPort(), kept, time), pairs,
					args[0] + (kept ? ", kept connections" : ", new connections"));
		}
		System.exit(0);
	}

	private static WebServer start(ConfigurableReactiveWebServerFactory factory) {
		WebServer server = factory.getWebServer(Server.HANDLER);
		server.start();
		return server;
	}

	private static WebServer startInherited(ConfigurableReactiveWebServerFactory factory) throws IOException {
		ServerSocketChannel socket = ServerSocketChannel.open()
			.bind(new InetSocketAddress((InetAddress) null, 0), Integer.MAX_VALUE);
		String name = InheritingServers.APPLICATION;
		InheritedSockets sockets = InheritedSockets.of(Map.of(name, socket), Map.of(), Set.of());
		new InheritingServers(sockets, name, new DefaultListableBeanFactory()).customize(factory);
		sockets.open();
		return start(factory);
	}

	private static void measure(HttpLoad inherited, HttpLoad own, int pairs, String what)
			throws IOException, InterruptedException {
		// Until the code is compiled
		inherited.run();
		own.run();
		List<Double> rates = new ArrayList<>();
		List<Double> medians = new ArrayList<>();
		List<Double> tails = new ArrayList<>();
		for (int pair = 0; pair < pairs; pair++) {
			boolean inheritedFirst = pair % 2 == 0;
			HttpLoad.Result first = (inheritedFirst ? inherited : own).run();
			HttpLoad.Result second = (inheritedFirst ? own : inherited).run();
			HttpLoad.Result of = inheritedFirst ? first : second;
			HttpLoad.Result against = inheritedFirst ? second : first;
			System.out.printf(Locale.ROOT, "%s: inherited %s; own %s%n", what, of, against);
			rates.add(of.rate() / against.rate());
			medians.add(of.median() / against.median());
			tails.add(of.tail() / against.tail());
		}
		System.out.printf(Locale.ROOT, "%s: requests a second %.3f, median latency %.3f, 99 %% %.3f (medians of %d)%n",
				what, median(rates), median(medians), median(tails), pairs);
	}

	private static double median(List<Double> values) {
		return values.stream().sorted().toList().get(values.size() / 2);
	}

}

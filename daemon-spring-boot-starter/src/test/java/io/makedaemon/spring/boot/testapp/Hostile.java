package io.makedaemon.spring.boot.testapp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import io.makedaemon.DaemonContext;
import io.makedaemon.spring.boot.event.DaemonReadyEvent;

/**
 * Publishes what no daemon would that is not taken over.
 */
@Component
@ConditionalOnProperty("test.hostile")
class Hostile {

	private static final int MEGABYTE = 1 << 20;

	private final DaemonContext daemon;

	Hostile(DaemonContext daemon) {
		this.daemon = daemon;
	}

	@EventListener(DaemonReadyEvent.class)
	void publish() throws IOException {
		flood();
		this.daemon.publish("ready", "+999999999-12-31T23:59:59Z");
		this.daemon.publish("health", "file:/etc/passwd");
		this.daemon.publish("log", "/log\u001b]0;title\u0007\u009b2J\r\u202e");
	}

	/**
	 * More than a command can have in memory.
	 */
	private static void flood() throws IOException {
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			Path file = descriptors.filter(Hostile::isStatus).findFirst().orElseThrow();
			byte[] bytes = ("x=" + "x".repeat(MEGABYTE)).getBytes(StandardCharsets.US_ASCII);
			for (int i = 0; i < 300; i++) {
				Files.write(file, bytes, StandardOpenOption.APPEND);
			}
			Files.write(file, "\n".getBytes(StandardCharsets.US_ASCII), StandardOpenOption.APPEND);
		}
	}

	private static boolean isStatus(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString().startsWith("/memfd:makedaemon-status");
		}
		catch (IOException ex) {
			return false;
		}
	}

}

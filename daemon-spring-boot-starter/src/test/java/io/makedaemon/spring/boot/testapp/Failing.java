package io.makedaemon.spring.boot.testapp;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;

import jakarta.annotation.PostConstruct;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.stereotype.Component;

/**
 * Fails in the way that is wanted.
 */
@Component
@ConditionalOnProperty("test.fail")
class Failing implements CommandLineRunner, ApplicationListener<ApplicationReadyEvent> {

	private final String way;

	private final ConfigurableApplicationContext context;

	Failing(@Value("${test.fail}") String way, ConfigurableApplicationContext context) {
		this.way = way;
		this.context = context;
	}

	@PostConstruct
	void begin() throws InterruptedException {
		if (this.way.equals("hang in bean")) {
			Thread.currentThread().join();
		}
		if (this.way.equals("bean")) {
			throw new IllegalStateException("no bean today");
		}
		if (this.way.equals("escape")) {
			System.err.println("printed\u001b[2J\u0007\u202e");
			throw new IllegalStateException("no escape\u001b[2J\u0007\u202e");
		}
		if (this.way.equals("escape and exit")) {
			System.err.println("printed\u001b[2J\u0007\u202e");
			Runtime.getRuntime().halt(42);
		}
	}

	@Override
	public void run(String... args) throws IOException, InterruptedException {
		switch (this.way) {
			case "runner" -> throw new IllegalStateException("no runner today");
			case "runner with code" -> throw new WithCode();
			case "memory" -> System.out.println(new byte[Integer.MAX_VALUE - 8].length);
			case "file" -> Files.readString(Path.of("data/missing.txt"));
			case "exit" -> System.exit(42);
			case "input" -> new Scanner(System.in, Charset.defaultCharset()).nextLine();
			case "close" -> this.context.close();
			case "hang" -> Thread.currentThread().join();
			case "KILL", "SEGV" -> {
				String pid = Long.toString(ProcessHandle.current().pid());
				new ProcessBuilder(List.of("kill", "-" + this.way, pid)).start();
				Thread.currentThread().join();
			}
			default -> {
				// Fails elsewhere
			}
		}
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (this.way.equals("ready")) {
			throw new IllegalStateException("no readiness today");
		}
	}

	/**
	 * A failure that knows the exit code.
	 */
	private static final class WithCode extends RuntimeException implements ExitCodeGenerator {

		WithCode() {
			super("failed with a code");
		}

		@Override
		public int getExitCode() {
			return 42;
		}

	}

}

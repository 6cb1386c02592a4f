package io.makedaemon.spring.boot.testapp;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Prints texts of all kinds.
 */
@Component
@ConditionalOnProperty("test.texts")
class Texts implements ApplicationRunner {

	private static final byte[] BYTES = { 'i', 'n', 'v', 'a', 'l', 'i', 'd', ' ', (byte) 0xff, (byte) 0xfe, '\n' };

	@Override
	public void run(ApplicationArguments args) throws IOException {
		System.out.println("sn\u00f6 \u2603");
		System.out.print("with return\r\n\n");
		System.out.println("forged\r2000-01-01T00:00:00.000Z  INFO 1 --- forged\u001b[2J\u0085");
		System.out.println("long " + "x".repeat(200) + " end");
		System.out.println("{} ${PATH}");
		write(BYTES);
		new IllegalStateException("printed", new IOException("the cause")).printStackTrace();
		System.err.println("behind the trace");
	}

	@SuppressWarnings("resource") // a standard stream stays open
	private static void write(byte[] bytes) throws IOException {
		new FileOutputStream(FileDescriptor.out).write(bytes);
	}

}

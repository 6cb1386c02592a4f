package io.makedaemon.spring.boot.logging;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.regex.Pattern;

import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import io.makedaemon.capture.LineSplitter;
import io.makedaemon.capture.StandardStream;
import io.makedaemon.spring.boot.start.StartListener;

/**
 * Logs the banner as Spring Boot does with {@code spring.main.banner-mode=log}. Otherwise
 * each line of it would be an event.
 */
public final class BannerEvent implements StartListener {

	/**
	 * The class that prints the banner: whether there will be a banner cannot be queried.
	 */
	private static final String PRINTER = "org.springframework.boot.SpringApplicationBannerPrinter";

	/** A color or style, see console_codes(4). */
	private static final Pattern COLOR = Pattern.compile("\u001b\\[[\\d;]*m");

	private final ByteArrayOutputStream banner = new ByteArrayOutputStream();

	private volatile boolean ended;

	private @Nullable PrintStream stream;

	private @Nullable PrintStream before;

	/**
	 * The banner is printed after this, and before the context is prepared.
	 */
	@Override
	public void loggingInitialized() {
		PrintStream captured = System.out;
		this.before = captured;
		this.stream = new PrintStream(new Divider(captured), true, charset());
		System.setOut(this.stream);
	}

	private static Charset charset() {
		return StandardStream.STDOUT.charset();
	}

	@Override
	public void contextPrepared(ConfigurableApplicationContext context) {
		end();
	}

	@Override
	public void failed(Throwable failure) {
		end();
	}

	private void end() {
		if (this.before == null || this.ended) {
			return;
		}
		this.ended = true;
		if (System.out == this.stream) {
			System.setOut(this.before);
		}
		if (this.banner.size() > 0) {
			LogFactory.getLog(SpringApplication.class)
				.info(LineSplitter
					.harmlessLines(COLOR.matcher(this.banner.toString(charset())).replaceAll("").stripTrailing()));
		}
	}

	/**
	 * Keeps the banner, and lets everything else through.
	 */
	private final class Divider extends OutputStream {

		private final PrintStream captured;

		private Divider(PrintStream captured) {
			this.captured = captured;
		}

		@Override
		public void write(int b) {
			write(new byte[] { (byte) b }, 0, 1);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) {
			if (!BannerEvent.this.ended && isBanner()) {
				BannerEvent.this.banner.write(bytes, offset, length);
			}
			else {
				this.captured.write(bytes, offset, length);
			}
		}

		private boolean isBanner() {
			return StackWalker.getInstance()
				.walk((frames) -> frames.anyMatch((frame) -> frame.getClassName().equals(PRINTER)));
		}

		@Override
		public void flush() {
			this.captured.flush();
		}

	}

}

package io.makedaemon.parent;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ProgressLine}.
 */
class ProgressLineTests {

	private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();

	@Test
	void replacesOneLineByTheNextAndIsGoneInTheEnd() {
		ProgressLine line = line("app", 1500);
		line.phase("starting the JVM");
		line.print();
		line.phase("ready");
		line.close();
		line.print();
		line.phase("too late");
		assertThat(printed()).isEqualTo("\rapp: starting the JVM, 1 s" + "\rapp: ready, 1 s" + " ".repeat(11)
				+ "\b".repeat(11) + "\r" + " ".repeat(15) + "\b".repeat(15));
	}

	@Test
	void printsNothingBeforeItsTime() {
		try (ProgressLine line = line("app", 0)) {
			line.phase("starting the JVM");
		}
		assertThat(printed()).isEmpty();
	}

	@Test
	void isShort() {
		line("a".repeat(100), 61_000).print();
		assertThat(printed()).hasSize(73).endsWith("a, 61 s");
	}

	@Test
	void hasNoControlCharactersOfTheDaemon() {
		ProgressLine line = line("app", 1500);
		line.phase("done\u001b[2J\nready");
		line.print();
		assertThat(printed()).isEqualTo("\rapp: done\\u001b[2J\\u000aready, 1 s");
	}

	/**
	 * Whatever it is too long for: the terminal wraps nothing meanwhile.
	 */
	@Test
	void isCutByNarrowTerminal() {
		ProgressLine line = line("app", 1500, "xterm-256color");
		line.print();
		line.close();
		assertThat(printed()).isEqualTo("\u001b[?7l\rapp: starting, 1 s\u001b[?7h" + "\u001b[?7l\r" + " ".repeat(18)
				+ "\b".repeat(18) + "\u001b[?7h");
	}

	@Test
	void hasNoEscapeSequencesForTerminalThatTakesNone() {
		line("app", 1500, "dumb").print();
		line("app", 1500, null).print();
		assertThat(printed()).isEqualTo("\rapp: starting, 1 s".repeat(2));
	}

	private ProgressLine line(String name, long age) {
		return line(name, age, "dumb");
	}

	private ProgressLine line(String name, long age, @Nullable String type) {
		return new ProgressLine(name, System.currentTimeMillis() - age,
				new PrintStream(this.terminal, true, StandardCharsets.UTF_8), type);
	}

	private String printed() {
		return this.terminal.toString(StandardCharsets.UTF_8);
	}

}

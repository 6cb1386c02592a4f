package io.makedaemon.capture;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link StackTraces}: what the JDK prints as one is one.
 */
class StackTracesTests {

	private final List<String> events = new ArrayList<>();

	private final StackTraces traces = new StackTraces(this.events::add);

	@Test
	void putsTraceWithCausesTogether() {
		Exception cause = new IllegalArgumentException("the cause", new Error());
		cause.addSuppressed(new IllegalStateException("suppressed", new RuntimeException("cause of it")));
		String trace = trace(new IllegalStateException("failure", cause));
		assertThat(trace).contains("Caused by: ", "Suppressed: ", "\t... ");
		accept("before\n" + trace + "after");
		this.traces.release();
		assertThat(this.events).containsExactly("before", trace.stripTrailing(), "after");
	}

	@Test
	void putsCircularTraceTogether() {
		Exception first = new Exception("first");
		Exception second = new Exception("second", first);
		first.initCause(second);
		accept(trace(first));
		this.traces.release();
		assertThat(this.events).containsExactly(trace(first).stripTrailing());
	}

	@Test
	void leavesLinesThatAreNoTrace() {
		List<String> lines = List.of("at the beginning", "... and", " indented", "\tattention", "Suppressed: no");
		lines.forEach(this.traces);
		this.traces.release();
		assertThat(this.events).containsExactlyElementsOf(lines);
	}

	@Test
	void holdsTheLastLineBack() {
		assertThat(this.traces.isHolding()).isFalse();
		this.traces.release();
		this.traces.accept("line");
		assertThat(this.traces.isHolding()).isTrue();
		assertThat(this.events).isEmpty();
		this.traces.release();
		assertThat(this.traces.isHolding()).isFalse();
		assertThat(this.events).containsExactly("line");
	}

	@Test
	void beginsAnotherEventWhenTraceIsEndless() {
		String frame = "\tat " + "x".repeat(1020);
		int frames = 2 * StackTraces.MAX_LENGTH / frame.length();
		this.traces.accept("Error");
		for (int i = 0; i < frames; i++) {
			this.traces.accept(frame);
		}
		this.traces.release();
		assertThat(this.events).hasSizeBetween(2, 3)
			.allMatch((event) -> event.length() <= StackTraces.MAX_LENGTH + frame.length());
		assertThat(String.join("\n", this.events)).isEqualTo("Error" + ("\n" + frame).repeat(frames));
	}

	private void accept(String text) {
		text.lines().forEach(this.traces);
	}

	private static String trace(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

}

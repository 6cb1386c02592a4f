package io.makedaemon.spring.boot.logging.logback;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.jspecify.annotations.Nullable;

import io.makedaemon.spring.boot.logging.backend.CaptureLog;
import io.makedaemon.spring.boot.logging.backend.LoopGuard;

/**
 * Logback as the log of the capture, for the life of the process.
 *
 * @param context Logback's context
 * @param guard keeps Logback from printing
 * @param gate holds events back while Logback is reconfigured
 * @param failure knows whether Logback can write
 * @param loops keeps lines from coming back
 */
record LogbackWatch(LoggerContext context, ConsoleGuard guard, ConfigurationGate gate, LogFailure failure,
		LoopGuard loops) implements CaptureLog {

	/**
	 * Watch from now on.
	 * @param context Logback's context
	 * @param patience how long captured lines wait for a configuration
	 * @param announced the file to log to if there is only a console
	 */
	static LogbackWatch install(LoggerContext context, Duration patience, Path announced) {
		LogFailure failure = new LogFailure(context);
		context.getStatusManager().add(failure);
		LastSink lastSink = new LastSink(context, announced);
		LoopGuard loops = new LoopGuard();
		OpenedLogFiles files = new OpenedLogFiles(context, lastSink);
		ConfigurationGate gate = new ConfigurationGate(context, patience, (logger, event) -> {
			files.look();
			loops.deliver(new LogbackEvent(logger, event));
		});
		return new LogbackWatch(context, ConsoleGuard.install(context, lastSink, gate), gate, failure, loops);
	}

	@Override
	public Predicate<String> sink(String name, Function<String, org.slf4j.event.Level> level) {
		Logger logger = this.context.getLogger(name);
		return (line) -> this.gate.log(logger, Level.convertAnSLF4JLevel(level.apply(line)), line);
	}

	@Override
	public boolean isFailing() {
		return this.failure.isPresent();
	}

	@Override
	public void configured() {
		this.guard.configured();
	}

	@Override
	public void open() {
		this.gate.start();
	}

	@Override
	public void leave() {
		this.gate.leave();
	}

	@Override
	public boolean isStarted() {
		return this.context.isStarted();
	}

	@Override
	public @Nullable Path file() {
		return LogbackBackend.first(this.context);
	}

}

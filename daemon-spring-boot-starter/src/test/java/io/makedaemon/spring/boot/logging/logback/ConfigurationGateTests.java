package io.makedaemon.spring.boot.logging.logback;

import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.AsyncAppenderBase;
import ch.qos.logback.core.helpers.NOPAppender;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.status.StatusListener;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

import org.springframework.boot.logging.LoggingSystem;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ConfigurationGate}: no event is logged while Logback is reconfigured, and
 * nothing waits for ever.
 */
class ConfigurationGateTests {

	private static final Duration LONG = Duration.ofHours(1);

	private final LoggerContext context = new LoggerContext();

	private final List<String> logged = new CopyOnWriteArrayList<>();

	@BeforeEach
	void start() {
		this.context.setMDCAdapter(new LogbackMDCAdapter());
		attachAppender();
		this.context.start();
	}

	@AfterEach
	void stop() {
		this.context.stop();
	}

	@Test
	void logsAtOnceInTheBeginning() {
		ConfigurationGate gate = new ConfigurationGate(this.context, LONG);
		assertThat(gate.log(root(), Level.INFO, "an event")).isTrue();
		assertThat(this.logged).containsExactly("an event");
	}

	@Test
	void obeysLevelsAndFilters() {
		ConfigurationGate gate = new ConfigurationGate(this.context, LONG);
		root().setLevel(Level.WARN);
		assertThat(gate.log(root(), Level.INFO, "below the level")).isTrue();
		assertThat(gate.log(root(), Level.WARN, "at the level")).isTrue();
		this.context.addTurboFilter(new TurboFilter() {

			@Override
			public FilterReply decide(@Nullable Marker marker, Logger logger, Level level, String format,
					Object @Nullable [] params, @Nullable Throwable throwable) {
				return (level == Level.INFO) ? FilterReply.ACCEPT : FilterReply.DENY;
			}

		});
		assertThat(gate.log(root(), Level.INFO, "accepted by a filter")).isTrue();
		assertThat(gate.log(root(), Level.WARN, "denied by a filter")).isTrue();
		assertThat(this.logged).containsExactly("at the level", "accepted by a filter");
	}

	@Test
	void keepsEventsBackFromResetUntilThereIsAnAppender() throws InterruptedException {
		ConfigurationGate gate = new ConfigurationGate(this.context, LONG);
		for (int i = 1; i <= 3; i++) {
			this.context.reset();
			FutureTask<Boolean> event = waiting(gate, root(), "event " + i);
			attachAppender();
			assertPassed(event);
			assertThat(this.logged).hasSize(i).endsWith("event " + i);
		}
	}

	@Test
	void keepsEventsBackFromTheBeginningOfReset() throws InterruptedException {
		ConfigurationGate gate = new ConfigurationGate(this.context, LONG);
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		attachAppender(root(), (event) -> {
		}, () -> {
			begun.countDown();
			await(goOn);
		});
		Thread reset = new Thread(this.context::reset);
		reset.start();
		await(begun);
		FutureTask<Boolean> event = waiting(gate, root(), "an event");
		goOn.countDown();
		reset.join();
		attachAppender();
		assertPassed(event);
		assertThat(this.logged).containsExactly("an event");
	}

	@Test
	void keepsEventsBackWhileStopped() throws InterruptedException {
		ConfigurationGate gate = new ConfigurationGate(this.context, LONG);
		this.context.stop();
		attachAppender();
		FutureTask<Boolean> event = waiting(gate, root(), "an event");
		assertThat(this.logged).isEmpty();
		this.context.start();
		assertPassed(event);
		assertThat(this.logged).containsExactly("an event");
	}

	@Test
	void keepsEventsBackUntilTheConfigurationHasEnded() throws InterruptedException {
		ConfigurationGate gate = new ConfigurationGate(this.context, LONG);
		this.context.reset();
		CountDownLatch attached = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.context.getStatusManager().add((StatusListener) (status) -> {
			if (status.getMessage().contains("Attaching appender")) {
				attached.countDown();
				await(goOn);
			}
		});
		attachAppender();
		Thread configurator = new Thread(this::configure);
		configurator.start();
		await(attached);
		FutureTask<Boolean> event = waiting(gate, root(), "an event");
		assertThat(this.logged).isEmpty();
		goOn.countDown();
		assertPassed(event);
		configurator.join();
		assertThat(this.logged).containsExactly("an event");
	}

	@Test
	void keepsEventsBackWhileSpringBootDeniesThem() throws InterruptedException {
		LoggerContext shared = (LoggerContext) LoggerFactory.getILoggerFactory();
		ConfigurationGate gate = new ConfigurationGate(shared, LONG);
		LoggingSystem system = LoggingSystem.get(getClass().getClassLoader());
		system.cleanUp();
		system.beforeInitialize();
		FutureTask<Boolean> event = waiting(gate, logger(shared), "an event");
		assertThat(this.logged).isEmpty();
		system.cleanUp();
		assertPassed(event);
		assertThat(this.logged).containsExactly("an event");
	}

	@Test
	void doesNotWaitForSpringBootWhenTheProcessEnds() {
		LoggerContext shared = (LoggerContext) LoggerFactory.getILoggerFactory();
		ConfigurationGate gate = new ConfigurationGate(shared, LONG);
		LoggingSystem system = LoggingSystem.get(getClass().getClassLoader());
		system.cleanUp();
		system.beforeInitialize();
		FutureTask<Boolean> event = waiting(gate, logger(shared), "an event");
		gate.leave();
		assertPassed(event);
		system.cleanUp();
	}

	@Test
	void logsAgainWhatSpringBootHasDeniedUntilThen() {
		LoggerContext shared = (LoggerContext) LoggerFactory.getILoggerFactory();
		ConfigurationGate gate = new ConfigurationGate(shared, LONG);
		LoggingSystem system = LoggingSystem.get(getClass().getClassLoader());
		system.cleanUp();
		TurboFilter end = new TurboFilter() {

			@Override
			public FilterReply decide(@Nullable Marker marker, Logger logger, Level level, String format,
					Object @Nullable [] params, @Nullable Throwable throwable) {
				system.cleanUp();
				return FilterReply.NEUTRAL;
			}

		};
		Logger logger = logger(shared);
		gate.stop();
		attach(logger, new LookedAt((look) -> {
			if (look == 2) {
				shared.addTurboFilter(end);
				system.beforeInitialize();
			}
		}));
		assertThat(gate.log(logger, Level.INFO, "an event")).isTrue();
		shared.getTurboFilterList().remove(end);
		assertThat(this.logged).containsExactly("an event");
	}

	@Test
	void noticesTheResetThatBeginsBeforeItWatches() {
		ConfigurationGate gate = new ConfigurationGate(this.context, LONG);
		this.context.reset();
		attachAppender();
		attach(root(), new LookedAt((look) -> {
			if (look == 1) {
				this.context.reset();
			}
		}));
		FutureTask<Boolean> event = waiting(gate, root(), "an event");
		attachAppender();
		assertPassed(event);
		assertThat(this.logged).containsExactly("an event");
	}

	@Test
	void resetWaitsForTheEventThatIsOnItsWay() throws InterruptedException {
		ConfigurationGate gate = new ConfigurationGate(this.context, LONG);
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		attachAppender((event) -> {
			begun.countDown();
			await(goOn);
		});
		Thread thread = new Thread(() -> gate.log(root(), Level.INFO, "an event"));
		thread.start();
		await(begun);
		Thread reset = new Thread(() -> {
			this.context.reset();
			this.logged.add("reset");
		});
		reset.start();
		Awaitility.await().until(reset::getState, Thread.State.TIMED_WAITING::equals);
		goOn.countDown();
		thread.join();
		reset.join();
		assertThat(this.logged).containsExactly("an event", "reset");
	}

	@Test
	void resetByTheEventItselfGoesOn() {
		ConfigurationGate gate = new ConfigurationGate(this.context, LONG);
		attachAppender((event) -> this.context.reset());
		gate.log(root(), Level.INFO, "an event");
		assertThat(gate.isStarted()).isFalse();
	}

	@Test
	void doesNotWaitForEverAndSaysSo() {
		ConfigurationGate gate = new ConfigurationGate(this.context, Duration.ofMillis(20));
		this.context.reset();
		List<Boolean> open = IntStream.range(0, 1000)
			.mapToObj((i) -> gate.log(root(), Level.INFO, "an event"))
			.toList();
		assertThat(open).hasSize(1000).containsOnly(false);
		attachAppender();
		assertThat(gate.log(root(), Level.INFO, "another event")).isTrue();
		assertThat(this.logged).containsExactly("another event");
	}

	@Test
	void doesNotWaitWhenTheProcessEnds() throws InterruptedException {
		ConfigurationGate gate = new ConfigurationGate(this.context, LONG);
		this.context.stop();
		FutureTask<Boolean> event = waiting(gate, root(), "an event");
		gate.leave();
		assertPassed(event);
	}

	/**
	 * Logs an event on another thread.
	 * @return whether there was a log, when it is known; it is not by now
	 */
	private static FutureTask<Boolean> waiting(ConfigurationGate gate, Logger logger, String event) {
		FutureTask<Boolean> task = new FutureTask<>(() -> gate.log(logger, Level.INFO, event));
		Thread thread = new Thread(task);
		thread.start();
		Awaitility.await().until(thread::getState, Thread.State.TIMED_WAITING::equals);
		return task;
	}

	private static void assertPassed(FutureTask<Boolean> event) {
		assertThat(event).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(true);
	}

	private void configure() {
		String configuration = """
				<configuration>
					<appender name="OTHER" class="%s"/>
					<root level="INFO"><appender-ref ref="OTHER"/></root>
				</configuration>
				""".formatted(NOPAppender.class.getName());
		LogbackConfigurations.apply(this.context, configuration);
	}

	private void attachAppender() {
		attachAppender((event) -> this.logged.add(event.getFormattedMessage()));
	}

	private void attachAppender(Consumer<ILoggingEvent> consumer) {
		attachAppender(root(), consumer, () -> {
		});
	}

	private static void attachAppender(Logger logger, Consumer<ILoggingEvent> consumer, Runnable end) {
		attach(logger, new AppenderBase<>() {

			@Override
			protected void append(ILoggingEvent event) {
				consumer.accept(event);
			}

			@Override
			public void stop() {
				end.run();
				super.stop();
			}

		});
	}

	private static void attach(Logger logger, Appender<ILoggingEvent> appender) {
		appender.setContext(logger.getLoggerContext());
		appender.start();
		logger.addAppender(appender);
	}

	/**
	 * A logger of the tests' own log, with the test's appender only.
	 */
	private Logger logger(LoggerContext shared) {
		Logger logger = shared.getLogger(ConfigurationGateTests.class);
		logger.setLevel(Level.INFO);
		logger.setAdditive(false);
		logger.detachAndStopAllAppenders();
		attachAppender(logger, (event) -> this.logged.add(event.getFormattedMessage()), () -> {
		});
		return logger;
	}

	private Logger root() {
		return this.context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * An appender that has others, of which it has none, and knows how often somebody
	 * looks for them.
	 */
	private static final class LookedAt extends AsyncAppenderBase<ILoggingEvent> {

		private final IntConsumer listener;

		private int looks;

		private LookedAt(IntConsumer listener) {
			this.listener = listener;
		}

		@Override
		public void start() {
			// It takes no events
		}

		@Override
		public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
			this.listener.accept(++this.looks);
			return Collections.emptyIterator();
		}

	}

}

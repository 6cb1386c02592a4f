package io.makedaemon.spring.boot;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.StringUtils;

import io.makedaemon.Capability;
import io.makedaemon.DaemonSignal;
import io.makedaemon.spring.boot.DaemonProperties.CaptureProperties;
import io.makedaemon.spring.boot.DaemonProperties.DumpProperties;
import io.makedaemon.spring.boot.DaemonProperties.FileProperties;
import io.makedaemon.spring.boot.DaemonProperties.LimitsProperties;
import io.makedaemon.spring.boot.DaemonProperties.LogProperties;
import io.makedaemon.spring.boot.DaemonProperties.SocketProperties;
import io.makedaemon.spring.boot.DaemonProperties.StatusProperties;
import io.makedaemon.spring.boot.DaemonProperties.SuperviseProperties;
import io.makedaemon.spring.boot.DaemonProperties.UnitProperties;
import io.makedaemon.spring.boot.command.DaemonCommand;

/**
 * Binds {@link DaemonProperties} strictly: an unknown key is an error, so that a typo
 * does not silently mean the default.
 */
final class DaemonPropertiesBinder {

	static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("daemon");

	private static final ConfigurationPropertyName UMASK = ConfigurationPropertyName.of("daemon.umask");

	/** Where an option without a value is an empty text. */
	private static final Set<String> OPTIONS = Set.of(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME,
			StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);

	private static final Duration MILLISECOND = Duration.ofMillis(1);

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration LONGEST = Duration.ofDays(365);

	private static final int MAX_EXIT_CODE = 255;

	private final ConfigurableEnvironment environment;

	DaemonPropertiesBinder(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	/**
	 * Bind the few properties that are set, one by one. Letting Boot bind the whole
	 * record, and convert all defaults from text, takes 0.1 seconds in a JVM that has
	 * just started.
	 */
	DaemonProperties bind() {
		UnknownKeys.reject(this.environment);
		rejectNumericUmask();
		DaemonProperties properties = new DaemonProperties(
				Objects.requireNonNullElse(parsed("enabled", DaemonMode::of), DaemonMode.TRUE), text("program-name"),
				flag("capture-output", true), value("capture", CaptureProperties.class, CaptureProperties.DEFAULT),
				list("files", FileProperties.class), flag("upgradable", false), list("sockets", SocketProperties.class),
				text("working-directory"), Objects.requireNonNullElse(text("umask"), "027"),
				Objects.requireNonNullElse(parsed("start-timeout", DaemonPropertiesBinder::seconds),
						Duration.ofSeconds(90)),
				flag("quiet", false), text("pid-file"), list("signals", DaemonSignal.class),
				list("jvm-options", String.class), text("user"), text("group"), list("capabilities", Capability.class),
				flag("no-new-privileges", false), value("limits", LimitsProperties.class, LimitsProperties.DEFAULT),
				parsed("command", DaemonCommand::of), value("status", StatusProperties.class, StatusProperties.DEFAULT),
				new LogProperties(value("log.lines", Integer.class, 50), flag("log.follow", false)),
				value("unit", UnitProperties.class, UnitProperties.DEFAULT),
				value("dump", DumpProperties.class, DumpProperties.DEFAULT), supervise(),
				parsed("stop-timeout", DaemonPropertiesBinder::seconds),
				Objects.requireNonNullElse(parsed("drain-timeout", DaemonPropertiesBinder::seconds),
						Duration.ofSeconds(10)),
				flag("memory-check", true), flag("hold-schedulers", true), flag("hold-listeners", true),
				text("cache-directory"));
		check(properties);
		return properties;
	}

	/**
	 * Bind one by one as well, since the mode may be a text at the place of these
	 * properties.
	 */
	private SuperviseProperties supervise() {
		if (isOptionWithoutValue("supervise")) {
			throw invalid("supervise", "", SuperviseMode.MODES);
		}
		SuperviseMode mode = parsed("supervise.mode", SuperviseMode::of);
		if (mode == null) {
			mode = Objects.requireNonNullElse(parsed("supervise", SuperviseMode::of), SuperviseMode.NO);
		}
		return new SuperviseProperties(mode, time("supervise.delay", "1s", MILLISECOND),
				time("supervise.max-delay", "60s", MILLISECOND), time("supervise.stable-after", "60s", Duration.ZERO),
				value("supervise.max-failures", Integer.class, 5),
				time("supervise.failures-within", "10m", MILLISECOND),
				list("supervise.ignore-exit-codes", Integer.class), time("supervise.liveness", "0s", Duration.ZERO));
	}

	private Duration time(String key, String other, Duration shortest) {
		return Objects.requireNonNullElseGet(parsed(key, (text) -> seconds(text, shortest)), () -> seconds(other));
	}

	private static Duration seconds(String text, Duration shortest) {
		Duration time = seconds(text);
		if (time.compareTo(shortest) < 0 || time.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException(
					"it must be between " + shortest.toMillis() + "ms and " + LONGEST.toDays() + "d");
		}
		return time;
	}

	/**
	 * Reject what conversion accepts but a property does not: empty elements, and values
	 * of the element type that are meant for others.
	 */
	private void check(DaemonProperties properties) {
		rejectEmptyElements("signals", properties.signals());
		rejectEmptyElements("capabilities", properties.capabilities());
		rejectEmptyElements("jvm-options", properties.jvmOptions());
		check(properties.supervise());
		List<FileProperties> files = properties.files();
		for (int i = 0; i < files.size(); i++) {
			rejectEmptyElements("files[" + i + "].open", files.get(i).open());
			if (isOptionWithoutValue("files[" + i + "].lock")) {
				throw invalid("files[" + i + "].lock", "", "it must be true or false");
			}
		}
		if (properties.log().lines() < 0) {
			throw invalid("log.lines", properties.log().lines(), "a number of lines cannot be negative");
		}
		if (properties.signals().contains(DaemonSignal.HUP)) {
			throw invalid("signals", properties.signals(),
					"it must be usr1 or usr2, and SIGHUP always becomes a DaemonReloadEvent");
		}
	}

	private void check(SuperviseProperties supervise) {
		if (supervise.maxDelay().compareTo(supervise.delay()) < 0) {
			boolean set = property(PREFIX.append("supervise.max-delay")) != null;
			throw set
					? invalid("supervise.max-delay", supervise.maxDelay(),
							"it must not be shorter than daemon.supervise.delay")
					: invalid("supervise.delay", supervise.delay(),
							"it must not be longer than daemon.supervise.max-delay");
		}
		if (supervise.maxFailures() < 1) {
			throw invalid("supervise.max-failures", supervise.maxFailures(), "it must be at least 1");
		}
		rejectEmptyElements("supervise.ignore-exit-codes", supervise.ignoreExitCodes());
		if (supervise.ignoreExitCodes().stream().anyMatch((code) -> code < 0 || code > MAX_EXIT_CODE)) {
			throw invalid("supervise.ignore-exit-codes", supervise.ignoreExitCodes(),
					"an exit code is a number between 0 and " + MAX_EXIT_CODE);
		}
		if (!supervise.liveness().isZero() && supervise.liveness().compareTo(SECOND) < 0) {
			throw invalid("supervise.liveness", supervise.liveness(), "it must be at least 1s, or 0");
		}
	}

	private void rejectEmptyElements(String key, List<? extends @Nullable Object> list) {
		for (Object element : list) {
			if (element == null || element.equals("")) {
				throw invalid(key, list, "an element of the list is empty");
			}
		}
	}

	/**
	 * Return the exception for a value. It shows the text that was set, if there is one,
	 * and not the converted value.
	 */
	private InvalidConfigurationPropertyValueException invalid(String key, Object value, String reason) {
		ConfigurationProperty property = property(ConfigurationPropertyName.of("daemon." + key));
		return new InvalidConfigurationPropertyValueException("daemon." + key,
				(property != null) ? property.getValue() : value, reason);
	}

	private <T> T value(String key, Class<T> type, T other) {
		return Objects.requireNonNullElse(find(key, Bindable.of(type)), other);
	}

	/**
	 * Return a truth value: an option without a value is true.
	 */
	private boolean flag(String key, boolean other) {
		return isOptionWithoutValue(key) || value(key, Boolean.class, other);
	}

	private boolean isOptionWithoutValue(String key) {
		ConfigurationProperty property = property(ConfigurationPropertyName.of("daemon." + key));
		return property != null && property.getValue().equals("") && property.getSource() != null
				&& property.getSource().getUnderlyingSource() instanceof PropertySource<?> source
				&& OPTIONS.contains(source.getName());
	}

	private <T> List<T> list(String key, Class<T> type) {
		return Objects.requireNonNullElse(find(key, Bindable.listOf(type)), List.of());
	}

	private <T> @Nullable T find(String key, Bindable<T> type) {
		ConfigurationPropertyName name = PREFIX.append(key);
		try {
			return isSet(name) ? Binder.get(this.environment).bind(name, type).orElse(null) : null;
		}
		catch (BindException ex) {
			ConfigurationProperty property = (ex.getProperty() != null) ? ex.getProperty() : property(ex.getName());
			throw new InvalidConfigurationPropertyValueException(
					((property != null) ? property.getName() : ex.getName()).toString(),
					(property != null) ? property.getValue() : null, WrongType.reason(ex));
		}
	}

	private boolean isSet(ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source.getConfigurationProperty(name) != null
					|| source.containsDescendantOf(name) != ConfigurationPropertyState.ABSENT) {
				return true;
			}
		}
		return false;
	}

	private <T> @Nullable T parsed(String key, Function<String, T> parser) {
		String text = text(key);
		try {
			return StringUtils.hasLength(text) ? parser.apply(text) : null;
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException("daemon." + key, text, ex.getMessage());
		}
	}

	private static Duration seconds(String text) {
		try {
			return DurationStyle.detectAndParse(text, ChronoUnit.SECONDS);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("it is not a time such as 90s or 2m", ex);
		}
	}

	/**
	 * Return a text without the many converters that Boot would consult even for a text.
	 */
	private @Nullable String text(String key) {
		ConfigurationProperty property = property(PREFIX.append(key));
		if (property == null) {
			return null;
		}
		String text = property.getValue().toString();
		try {
			return this.environment.resolvePlaceholders(text);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(property.getName().toString(), text,
					"its placeholders cannot be resolved");
		}
	}

	private @Nullable ConfigurationProperty property(ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	/**
	 * Reject a number: YAML reads an unquoted 027 as an octal number, which arrives here
	 * as 23.
	 */
	private void rejectNumericUmask() {
		ConfigurationProperty property = property(UMASK);
		if (property != null && property.getValue() instanceof Number number) {
			throw new InvalidConfigurationPropertyValueException(UMASK.toString(), number,
					"YAML has converted it to a decimal number, so write it in quotes, as in \"027\"");
		}
	}

}

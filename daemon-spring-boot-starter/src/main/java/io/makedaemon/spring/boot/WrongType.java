package io.makedaemon.spring.boot;

import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.core.ResolvableType;
import org.springframework.util.unit.DataSize;

import io.makedaemon.Capability;
import io.makedaemon.DaemonSignal;

/**
 * Describes which values a property accepts, since Boot only reports which exception the
 * conversion threw.
 */
final class WrongType {

	/** The signals that a property accepts. */
	private static final List<DaemonSignal> SIGNALS = List.of(DaemonSignal.USR1, DaemonSignal.USR2);

	private static final List<StandardOpenOption> OPEN_OPTIONS = List.of(StandardOpenOption.READ,
			StandardOpenOption.WRITE, StandardOpenOption.APPEND, StandardOpenOption.CREATE,
			StandardOpenOption.CREATE_NEW, StandardOpenOption.TRUNCATE_EXISTING);

	private WrongType() {
	}

	/**
	 * Describe why a value was refused.
	 * @param failure the failure
	 * @return the description
	 */
	static String reason(BindException failure) {
		ResolvableType target = failure.getTarget().getType();
		Class<?> type = (target.hasGenerics() ? target.getGeneric() : target).resolve(Object.class);
		if (type == Boolean.class || type == boolean.class) {
			return "it must be true or false";
		}
		if (type == Integer.class || type == int.class) {
			return "it is not a whole number";
		}
		if (type == DataSize.class) {
			return "it is not a size such as 64KB";
		}
		if (type == Capability.class) {
			return "it must be a name from capabilities(7), without CAP_";
		}
		if (type == DaemonSignal.class) {
			return oneOf(SIGNALS);
		}
		if (type == StandardOpenOption.class) {
			return oneOf(OPEN_OPTIONS);
		}
		if (type.isEnum()) {
			return oneOf(Stream.of(type.getEnumConstants()).toList());
		}
		return type.isRecord() ? "it is the prefix of other properties, and has no value itself"
				: "it cannot be converted";
	}

	private static String oneOf(List<?> values) {
		return "it must be one of " + values.stream()
			.map((value) -> value.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
			.collect(Collectors.joining(", "));
	}

}

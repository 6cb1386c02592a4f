package io.makedaemon.spring.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.jayway.jsonpath.JsonPath;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks a JSON object by {@code docs/status.schema.json}, with the words of JSON Schema
 * that this schema has. A member that the schema does not describe is an error here.
 */
final class StatusSchema {

	private static final Path FILE = Path.of(System.getProperty("basedir", ""))
		.toAbsolutePath()
		.resolve("../docs/status.schema.json")
		.normalize();

	private static final Set<String> WORDS = Set.of("$schema", "$id", "title", "description", "type", "properties",
			"required", "enum", "minimum", "items", "format");

	private StatusSchema() {
	}

	/**
	 * Checks an object.
	 * @param json the text
	 * @return its members
	 */
	static Map<String, Object> check(String json) {
		Map<String, Object> object = JsonPath.parse(json).json();
		check("status", object, read());
		return object;
	}

	private static Map<String, Object> read() {
		try {
			return JsonPath.parse(Files.readString(FILE)).json();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void check(String name, Object value, Map<String, Object> schema) {
		assertThat(WORDS).containsAll(schema.keySet());
		assertThat(isOfType(value, schema.get("type"))).as(name + " is " + value).isTrue();
		if (schema.get("enum") instanceof List<?> values) {
			assertThat(values.contains(value)).as(name + " is " + value).isTrue();
		}
		if (schema.get("minimum") instanceof Number minimum) {
			assertThat(((Number) value).doubleValue()).as(name).isGreaterThanOrEqualTo(minimum.doubleValue());
		}
		if ("date-time".equals(schema.get("format"))) {
			assertThat(Instant.parse((String) value)).as(name).isNotNull();
		}
		if (value instanceof List<?> elements) {
			elements.forEach((element) -> check(name, element, object(schema.get("items"))));
		}
		if (value instanceof Map<?, ?> members) {
			Map<String, Object> properties = object(schema.get("properties"));
			assertThat(new TreeSet<>(properties.keySet())).as(name).containsAll(object(members).keySet());
			if (schema.get("required") instanceof List<?> required) {
				assertThat(members.keySet().containsAll(required)).as(name + " has " + required).isTrue();
			}
			members.forEach((key, member) -> check(name + "." + key, member, object(properties.get(key))));
		}
	}

	private static Map<String, Object> object(@Nullable Object value) {
		Map<String, Object> members = new LinkedHashMap<>();
		if (value instanceof Map<?, ?> map) {
			map.forEach((key, member) -> members.put((String) key, member));
		}
		return members;
	}

	private static boolean isOfType(Object value, @Nullable Object type) {
		return switch (String.valueOf(type)) {
			case "object" -> value instanceof Map;
			case "array" -> value instanceof List;
			case "string" -> value instanceof String;
			case "boolean" -> value instanceof Boolean;
			case "integer" -> value instanceof Integer || value instanceof Long;
			case "number" -> value instanceof Number;
			default -> false;
		};
	}

}

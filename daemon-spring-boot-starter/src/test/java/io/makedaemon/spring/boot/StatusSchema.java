package io.makedaemon.spring.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import com.jayway.jsonpath.JsonPath;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks a JSON object by {@code docs/status.schema.json}. A member that the schema does
 * not describe is an error here.
 */
final class StatusSchema {

	private static final Path FILE = Path.of(System.getProperty("basedir", ""))
		.toAbsolutePath()
		.resolve("../docs/status.schema.json")
		.normalize();

	private StatusSchema() {
	}

	/**
	 * Checks an object.
	 * @param json the text
	 * @return its members
	 */
	static Map<String, Object> check(String json) {
		try {
			String schema = Files.readString(FILE);
			assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
				.getSchema(schema)
				.validate(json, InputFormat.JSON)).isEmpty();
			Map<String, Object> members = JsonPath.parse(json).json();
			Map<String, Object> described = JsonPath.read(schema, "$.properties");
			assertThat(described.keySet()).containsAll(members.keySet());
			return members;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

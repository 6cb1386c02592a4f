package io.makedaemon.proc;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Environment}.
 */
class EnvironmentTests {

	private final Environment environment = new Environment(List.of("A=1", "AB=2=3", "EMPTY=", "odd", "A=again"));

	@Test
	void findsFirstVariableOfTheName() {
		assertThat(this.environment.get("A")).isEqualTo("1");
		assertThat(this.environment.get("AB")).isEqualTo("2=3");
		assertThat(this.environment.get("EMPTY")).isEmpty();
		assertThat(this.environment.get("odd")).isNull();
		assertThat(this.environment.get("B")).isNull();
	}

	@Test
	void removesVariablesAndKeepsOrderOfTheRest() {
		assertThat(this.environment.without(List.of("A", "B")).variables()).containsExactly("AB=2=3", "EMPTY=", "odd");
	}

	@Test
	void replacesVariable() {
		assertThat(this.environment.with("A", "new").variables()).containsExactly("A=new", "AB=2=3", "EMPTY=", "odd");
		assertThat(this.environment.with("B", "new").variables()).hasSize(6).endsWith("B=new");
		assertThat(this.environment.variables()).hasSize(5);
	}

}

package io.makedaemon.proc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The environment of a process.
 *
 * @param variables the variables as byte strings {@code name=value}, in order
 */
public record Environment(List<String> variables) {

	/**
	 * Return a variable's value.
	 * @param name the name
	 * @return the value, or null if there is no such variable
	 */
	public @Nullable String get(String name) {
		for (String variable : this.variables) {
			if (isNamed(variable, name)) {
				return variable.substring(name.length() + 1);
			}
		}
		return null;
	}

	/**
	 * Return an environment without some variables.
	 * @param names the names
	 * @return the environment
	 */
	public Environment without(Collection<String> names) {
		return new Environment(
				this.variables.stream().filter((v) -> names.stream().noneMatch((n) -> isNamed(v, n))).toList());
	}

	/**
	 * Return an environment in which a variable has another value.
	 * @param name the name
	 * @param value the value
	 * @return the environment; an existing variable keeps its place
	 */
	public Environment with(String name, String value) {
		List<String> changed = new ArrayList<>(this.variables.size() + 1);
		String changedVariable = name + "=" + value;
		boolean missing = true;
		for (String variable : this.variables) {
			if (!isNamed(variable, name)) {
				changed.add(variable);
			}
			else if (missing) {
				changed.add(changedVariable);
				missing = false;
			}
		}
		if (missing) {
			changed.add(changedVariable);
		}
		return new Environment(changed);
	}

	private static boolean isNamed(String variable, String name) {
		return variable.startsWith(name) && variable.startsWith("=", name.length());
	}

}

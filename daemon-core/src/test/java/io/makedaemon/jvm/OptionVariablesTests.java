package io.makedaemon.jvm;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.makedaemon.proc.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link OptionVariables}.
 */
class OptionVariablesTests {

	@Test
	void areSplitAsTheJvmSplitsThem() {
		Environment environment = new Environment(List.of("_JAVA_OPTIONS=-ea",
				"JAVA_TOOL_OPTIONS= -Da='b c'd \t\n\u000b-D\"e\"=\"'\" -Df=g#h\\i '' ", "JDK_JAVA_OPTIONS=-Dj 'k"));
		assertThat(OptionVariables.in(environment)).containsExactly("-Da=b cd", "-De='", "-Df=g#h\\i", "", "-Dj", "k",
				"-ea");
		assertThat(OptionVariables.in(environment, "_JAVA_OPTIONS")).containsExactly("-ea");
		assertThat(OptionVariables.in(new Environment(List.of("JAVA_TOOL_OPTIONS= ")))).isEmpty();
	}

	@Test
	void areRestoredToWhatALauncherScriptWasGiven() {
		Environment launched = new Environment(List.of("A=1", "JAVA_TOOL_OPTIONS=-Da ", "B=2",
				"__DAEMON_JAVA_TOOL_OPTIONS= -Da  -javaagent:b", "__DAEMON__JAVA_OPTIONS=-agentlib:jdwp"));
		assertThat(OptionVariables.restore(launched)).isEqualTo(new Environment(
				List.of("A=1", "JAVA_TOOL_OPTIONS= -Da  -javaagent:b", "B=2", "_JAVA_OPTIONS=-agentlib:jdwp")));
	}

}

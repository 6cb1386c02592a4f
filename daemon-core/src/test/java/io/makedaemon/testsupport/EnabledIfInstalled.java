package io.makedaemon.testsupport;

import java.io.File;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * For tests that need a program which a machine may lack: skipped where the path has none
 * of that name.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EnabledIfInstalled.Condition.class)
public @interface EnabledIfInstalled {

	/**
	 * Return the program.
	 * @return the name of its file
	 */
	String value();

	/**
	 * Looks for the program.
	 */
	final class Condition implements ExecutionCondition {

		@Override
		public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
			return AnnotationSupport.findAnnotation(context.getElement(), EnabledIfInstalled.class)
				.map(EnabledIfInstalled::value)
				.filter((program) -> !isInstalled(program))
				.map((program) -> ConditionEvaluationResult.disabled("no " + program + " is installed"))
				.orElseGet(() -> ConditionEvaluationResult.enabled("nothing is missing"));
		}

		private static boolean isInstalled(String program) {
			return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
				.map((directory) -> Path.of(directory, program))
				.anyMatch(Files::isExecutable);
		}

	}

}

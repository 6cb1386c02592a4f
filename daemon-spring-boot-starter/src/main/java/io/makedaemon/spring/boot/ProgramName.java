package io.makedaemon.spring.boot;

import java.io.File;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Finds the name of the program.
 */
final class ProgramName {

	private static final String JAR = ".jar";

	private ProgramName() {
	}

	/**
	 * Return the name.
	 * @param set the value of {@code daemon.program-name}, or null
	 * @param environment the environment, which may name the application
	 * @param application the application
	 * @return the name
	 */
	static String of(@Nullable String set, Environment environment, SpringApplication application) {
		if (set != null && StringUtils.hasText(set)) {
			return set;
		}
		String name = environment.getProperty("spring.application.name");
		if (StringUtils.hasText(name)) {
			return name;
		}
		String classPath = System.getProperty("java.class.path", "");
		if (classPath.endsWith(JAR) && !classPath.contains(File.pathSeparator)) {
			String file = new File(classPath).getName();
			return file.substring(0, file.length() - JAR.length());
		}
		return mainClassName(application.getMainApplicationClass());
	}

	private static String mainClassName(@Nullable Class<?> mainClass) {
		return (mainClass != null) ? ClassUtils.getShortName(ProgramMain.of(mainClass)) : "application";
	}

}

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

	static String of(DaemonProperties properties, Environment environment, SpringApplication application) {
		String set = properties.programName();
		if (set != null && properties.hasProgramName()) {
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
		return (mainClass != null) ? ClassUtils.getShortName(mainClass) : "application";
	}

}

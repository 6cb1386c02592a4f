package io.makedaemon.benchmarks;

import java.lang.reflect.InvocationTargetException;

/**
 * What jsvc runs: a class that it knows the methods of, in front of the executable jar.
 */
public final class JsvcApplication {

	private String[] arguments = {};

	/**
	 * Called first, by the user who has started it.
	 * @param arguments the arguments
	 */
	public void init(String[] arguments) {
		this.arguments = arguments.clone();
	}

	/**
	 * Called next. When it returns, jsvc's command does.
	 * @throws ReflectiveOperationException if the application cannot be run
	 */
	public void start() throws ReflectiveOperationException {
		try {
			Class.forName("org.springframework.boot.loader.launch.JarLauncher")
				.getMethod("main", String[].class)
				.invoke(null, (Object) this.arguments);
		}
		catch (InvocationTargetException ex) {
			throw new IllegalStateException(ex.getCause());
		}
	}

	/**
	 * Called to end it; a shutdown hook does so.
	 */
	public void stop() {
		// Nothing is left to do
	}

	/**
	 * Called last.
	 */
	public void destroy() {
		// Nothing is left to do
	}

}

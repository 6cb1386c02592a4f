package io.makedaemon.signal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Access to {@code sun.misc.Signal}. The JVM has no supported way to handle a signal;
 * this one is kept for libraries in the module {@code jdk.unsupported}. Reflection is
 * used because the compiler warns about every use of the class, and the warning cannot be
 * suppressed.
 */
final class JdkSignal {

	private static final String PACKAGE = "sun.misc.";

	private static final String SIGNAL = PACKAGE + "Signal";

	private static final String HANDLER = PACKAGE + "SignalHandler";

	private JdkSignal() {
	}

	/**
	 * Set the handler of a signal.
	 * @param name the signal, without {@code SIG}
	 * @param action what to do, on a separate thread
	 * @return the handler that there was
	 * @throws IllegalArgumentException if the JVM does not let it be handled
	 */
	static Object handle(String name, Runnable action) {
		try {
			Class<?> type = Class.forName(HANDLER);
			return set(name, Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
					(proxy, method, arguments) -> {
						action.run();
						return null;
					}));
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalArgumentException("there is no module jdk.unsupported", ex);
		}
	}

	/**
	 * Set the handler of a signal.
	 * @param name the signal, without {@code SIG}
	 * @param handler the handler
	 * @return the handler that there was
	 * @throws IllegalArgumentException if the JVM does not let it be handled
	 */
	static Object set(String name, Object handler) {
		try {
			Class<?> type = Class.forName(SIGNAL);
			Object signal = type.getConstructor(String.class).newInstance(name);
			return type.getMethod("handle", type, Class.forName(HANDLER)).invoke(null, signal, handler);
		}
		catch (InvocationTargetException ex) {
			throw new IllegalArgumentException(ex.getTargetException().getMessage(), ex);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalArgumentException("there is no module jdk.unsupported", ex);
		}
	}

	/**
	 * Return whether a handler is the JVM's default and not one set by a program.
	 */
	static boolean isOfJdk(Object handler) {
		return handler.getClass().getName().startsWith(PACKAGE);
	}

}

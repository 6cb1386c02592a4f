package io.makedaemon.spring.boot;

/**
 * The main method that this program was started with.
 */
final class ProgramMain {

	private ProgramMain() {
	}

	/**
	 * Return the class whose main method is the outermost on this thread.
	 * @return the class's name, or an empty string if there is none
	 */
	static String ofThisThread() {
		return StackWalker.getInstance()
			.walk((frames) -> frames.filter((frame) -> frame.getMethodName().equals("main"))
				.map(StackWalker.StackFrame::getClassName)
				.reduce("", (first, second) -> second));
	}

	/**
	 * Return the class that a program is started by, if an application takes a class for
	 * its main class. A companion object of Kotlin or Scala is inside of it.
	 * @param mainClass the application's main class
	 * @return the class around it that this thread was started by, or else the class
	 */
	static String of(Class<?> mainClass) {
		String outermost = ofThisThread();
		String name = mainClass.getName();
		return name.startsWith(outermost + "$") ? outermost : name;
	}

}

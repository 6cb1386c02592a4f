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

}

package io.makedaemon.programs;

/**
 * A program that prints its arguments, each with a zero byte behind it.
 */
public final class PrintArguments {

	private PrintArguments() {
	}

	/**
	 * Runs the program.
	 * @param args anything
	 */
	public static void main(String[] args) {
		for (String argument : args) {
			System.out.print(argument + "\0");
		}
	}

}

package io.makedaemon.programs;

import java.io.IOException;
import java.nio.file.Path;

import io.makedaemon.prepare.Preparation;

/**
 * Tells whether somebody runs from the directory that is its argument.
 */
public final class MappingProgram {

	private MappingProgram() {
	}

	/**
	 * Runs the program.
	 * @param args the directory
	 * @throws IOException if that cannot be told
	 */
	public static void main(String[] args) throws IOException {
		System.out.println(Preparation.isInUse(Path.of(args[0])));
	}

}

package io.makedaemon.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import io.makedaemon.jvm.ArgumentFile;
import io.makedaemon.parent.FirstChildFiles;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.proc.Environment;

/**
 * A Java program that root runs as another user, just as that user's daemon will run:
 * with the user's groups and variables, and without root's rights. It has no terminal
 * unless root gives it one as a standard stream.
 */
public final class UserProgram implements AutoCloseable {

	private final FirstChildFiles files;

	private final List<String> command;

	private UserProgram(FirstChildFiles files, List<String> command) {
		this.files = files;
		this.command = command;
	}

	/**
	 * Prepare a program. The user need not be able to read the files that are created for
	 * it.
	 * @param user the user's name or id
	 * @param group the group's name or id; empty for the user's group
	 * @param arguments the arguments of the java launcher, as byte strings
	 * @param variables its environment, except the variables that depend on the user
	 * @return the program; {@link #close()} removes what was created for it
	 * @throws IOException if it cannot be written
	 */
	static UserProgram of(String user, String group, List<String> arguments, Environment variables) throws IOException {
		FirstChildFiles files = FirstChildFiles.create(BecomeUser.class);
		try {
			List<String> environment = variables.variables();
			List<String> plan = new ArrayList<>(List.of(ByteStrings.encode(user), ByteStrings.encode(group),
					ByteStrings.encode(System.getProperty("java.home") + "/bin/java"),
					Integer.toString(environment.size())));
			plan.addAll(environment);
			plan.addAll(arguments);
			Path file = Files.createFile(files.directory().path().resolve("plan"),
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
			Files.write(file, ByteStrings.toBytes(ArgumentFile.join(plan)));
			List<String> command = new ArrayList<>(files.waitingCommand(BecomeUser.class));
			// Nothing would remove the performance data once this JVM has become the
			// program
			command.add(1, "-XX:-UsePerfData");
			command.addAll(List.of(files.directory().path().toString(), file.toString()));
			return new UserProgram(files, command);
		}
		catch (IOException | RuntimeException | Error ex) {
			files.close();
			throw ex;
		}
	}

	/**
	 * Return the command that runs the program, under the process id of the command.
	 * @return the command
	 */
	public List<String> command() {
		return this.command;
	}

	@Override
	public void close() {
		this.files.close();
	}

}

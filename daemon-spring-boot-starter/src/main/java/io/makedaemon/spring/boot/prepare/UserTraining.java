package io.makedaemon.spring.boot.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.makedaemon.prepare.ProgramCommand;
import io.makedaemon.prepare.UserProgram;

/**
 * Records an archive for a daemon that runs as another user. Since an archive is code, it
 * must be safe for root's processes: the user's run of the application yields only the
 * names of classes, and a JVM of root, which runs none of the application, creates the
 * archive from root's files.
 */
final class UserTraining {

	private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY = PosixFilePermissions
		.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x"));

	private static final FileAttribute<Set<PosixFilePermission>> FILE = PosixFilePermissions
		.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

	private final String user;

	private final String group;

	private final Subprocesses processes;

	private final Path output;

	/**
	 * Prepare a run.
	 * @param user the user's name or id
	 * @param group the group's name or id; empty for the user's group
	 * @param processes runs the programs
	 * @param output the file for their output
	 */
	UserTraining(String user, String group, Subprocesses processes, Path output) {
		this.user = user;
		this.group = group;
		this.processes = processes;
		this.output = output;
	}

	/**
	 * Record an archive.
	 * @param command the application
	 * @param jar its unpacked jar, which the user can read
	 * @param directory a directory, not yet existing, for the output of the run, owned by
	 * root. The files in it belong to the user, but are not links and cannot become links
	 * @param archive the archive
	 * @throws IOException if it cannot be recorded
	 */
	void record(ProgramCommand command, Path jar, Path directory, Path archive)
			throws IOException, InterruptedException {
		Files.createDirectory(directory, DIRECTORY);
		Path log = createFile(directory.resolve("log"));
		Path recorded = createFile(directory.resolve("recorded"));
		List<String> options = new ArrayList<>(TrainingRun.options(log.toString()));
		options.add("-XX:DumpLoadedClassList=" + recorded);
		try (UserProgram run = command.runAs(this.user, this.group, jar, options)) {
			this.processes.run(TrainingRun.DESCRIPTION, run.command(), this.output);
		}
		Path list = directory.resolve("classes");
		ClassList.read(recorded).write(list);
		this.processes.run(
				"a JVM that makes the archive", command.check(jar, List.of("-Xshare:dump",
						"-XX:SharedClassListFile=" + list, "-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=error")),
				this.output);
	}

	private Path createFile(Path file) throws IOException {
		UserPrincipal owner = file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(this.user);
		return Files.setOwner(Files.createFile(file, FILE), owner);
	}

}

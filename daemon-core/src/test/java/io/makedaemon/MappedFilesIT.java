package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.programs.MappingProgram;
import io.makedaemon.testsupport.ClassPath;
import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What cannot be looked into counts as in use: the files of a process that runs from a
 * directory are not removed because nobody may see it.
 */
@EnabledIfRoot
class MappedFilesIT {

	/** Nobody else's. */
	private static final String USER = "64123";

	private static final String AS_USER = "exec setpriv --reuid " + USER + " --regid " + USER + " --clear-groups ";

	private static final String WITH_CAPABILITY = AS_USER
			+ "--inh-caps +net_bind_service --ambient-caps +net_bind_service \"$@\"";

	private static final String AS_ROOT_OF_CONTAINER = "exec setpriv --bounding-set -sys_ptrace \"$@\"";

	@RegisterExtension
	final Programs programs = new Programs().untraced();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void areInUseByProcessThatKeepsACapability() throws IOException {
		ClassPath classPath = Programs.CLASS_PATH.copyJarsTo(this.directory.resolve("jars"));
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		Path used = Files.createDirectory(this.directory.resolve("used"));
		Path program = Files.copy(Path.of("/bin/sleep"), used.resolve("sleep"), StandardCopyOption.COPY_ATTRIBUTES);
		Path unused = Files.createDirectory(this.directory.resolve("unused"));
		Started process = this.programs.processes()
			.program(program.toString())
			.args("1000")
			.shell(WITH_CAPABILITY)
			.start();
		Awaitility.await()
			.atMost(Programs.TIMEOUT)
			.until(() -> new ProcessFacts(process.pid()).executable().equals(program));
		for (String user : List.of(AS_USER + "\"$@\"", AS_ROOT_OF_CONTAINER)) {
			assertThat(isInUse(classPath, used, user)).as(user).isEqualTo("true\n");
			assertThat(isInUse(classPath, unused, user)).as(user).isEqualTo("false\n");
		}
	}

	private String isInUse(ClassPath classPath, Path used, String as) {
		return this.programs.program(classPath.toString(), MappingProgram.class, this.directory)
			.args(used.toString())
			.shell(as)
			.run()
			.stdout();
	}

}

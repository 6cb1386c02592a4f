package io.makedaemon;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.ClassPath;
import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A machine that has what a JVM needs, and nothing else, as some container images. It is
 * made of mounts that only this test's processes see.
 */
@EnabledIfRoot
class DistrolessIT {

	/** Has what a JVM needs, and no program but that: no shell, no tools. */
	private static final String DISTROLESS = """
			mkdir -p root && mount -t tmpfs none root && cd root &&
			mkdir -p usr/lib usr/lib64 etc proc dev tmp ".$JAVA" ".$DIRECTORY" &&
			ln -s usr/lib lib && ln -s usr/lib64 lib64 &&
			mount --rbind /usr/lib usr/lib && { mount --rbind /usr/lib64 usr/lib64 || true; } &&
			mount --rbind "$JAVA" ".$JAVA" && mount --rbind "$DIRECTORY" ".$DIRECTORY" &&
			mount --rbind /etc etc && mount --rbind /proc proc && mount --rbind /dev dev &&
			[ ! -e bin/sh ] && exec /usr/sbin/chroot . "$@"
			""";

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@Test
	void needsNoShellAndNoTools() throws IOException {
		assumeThat(this.programs.processes().program("unshare").args("-m", "true").run().exitCode())
			.as("file systems can be mounted")
			.isZero();
		ClassPath classPath = Programs.CLASS_PATH.copyJarsTo(this.directory.resolve("jars"));
		Path home = this.programs.jdk().home();
		Run run = this.programs
			.program(classPath.toString(), Program.class, this.directory, "attr.startTimeout=PT60S",
					"attr.captureOutput=true")
			.shell("JAVA=" + home + " DIRECTORY=" + this.directory + "\n" + DISTROLESS)
			.shell("exec unshare --mount --propagation private \"$@\"")
			.directory(this.directory)
			.run();
		ProcessFacts daemon = Programs.daemon(run);
		assertThat(Programs.facts(this.directory)).containsEntry("stage.after", "daemon");
		assertThat(daemon.isAlive()).isTrue();
	}

}

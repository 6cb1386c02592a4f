package io.makedaemon;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

import io.makedaemon.parent.PrivateDirectory;

/**
 * Java's exceptions of files in the words of the operating system.
 */
final class FileFailure {

	private FileFailure() {
	}

	static String text(IOException ex) {
		if (!(ex instanceof FileSystemException failure) || failure.getFile() == null) {
			// Newer JDKs add lines about possible reasons
			return String.valueOf(ex.getMessage()).lines().findFirst().orElse("");
		}
		String reason = failure.getReason();
		if (reason == null) {
			reason = (ex instanceof AccessDeniedException) ? "Permission denied"
					: (ex instanceof NoSuchFileException) ? "No such file or directory" : ex.getClass().getSimpleName();
		}
		return failure.getFile() + ": " + reason + (PrivateDirectory.contains(failure.getFile())
				? ". Another temporary directory can be named with -Djava.io.tmpdir=..." : "");
	}

}

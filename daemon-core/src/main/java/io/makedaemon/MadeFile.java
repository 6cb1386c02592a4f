package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

import org.jspecify.annotations.Nullable;

import io.makedaemon.proc.ProcSelf;
import io.makedaemon.wire.Report;

/**
 * A named file or directory that the first child has created for a daemon. The parent is
 * told about it if there is no daemon; the first child loads this class only in that
 * case.
 *
 * @param what what it is
 * @param descriptor its descriptor
 */
record MadeFile(Report.Made what, int descriptor) {

	/**
	 * Return what the parent has to remove.
	 * @return the report; null if there is nothing left to remove
	 */
	Report.@Nullable Left left() {
		try {
			Path file = Path.of(ProcSelf.descriptorPath(this.descriptor));
			if ((int) Files.getAttribute(file, "unix:nlink") == 0) {
				return null;
			}
			Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
			return new Report.Left(this.what, String.valueOf(key));
		}
		catch (IOException ex) {
			// It cannot be identified any more
			return null;
		}
	}

}

package io.makedaemon.parent;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Removes what a first child has created as root, before it became another user, and only
 * root may remove.
 *
 * <p>
 * It is looked at and removed in its directory as that is open, so that no link can be
 * put in between; and only if it is still what the first child has made.
 */
final class LeftBehind {

	private LeftBehind() {
	}

	/**
	 * Remove a file, or a directory that is empty. What cannot be removed stays.
	 * @param path where it was made
	 * @param key which file it is, as text
	 */
	static void remove(Path path, String key) {
		Path name = path.getFileName();
		try (DirectoryStream<Path> stream = Files.newDirectoryStream(path.getParent())) {
			if (stream instanceof SecureDirectoryStream<Path> directory) {
				BasicFileAttributes attributes = directory
					.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
					.readAttributes();
				if (String.valueOf(attributes.fileKey()).equals(key)) {
					remove(directory, name, attributes.isDirectory());
				}
			}
		}
		catch (IOException ex) {
			// Gone, or in use
		}
	}

	private static void remove(SecureDirectoryStream<Path> directory, Path name, boolean isDirectory)
			throws IOException {
		if (isDirectory) {
			directory.deleteDirectory(name);
		}
		else {
			directory.deleteFile(name);
		}
	}

}

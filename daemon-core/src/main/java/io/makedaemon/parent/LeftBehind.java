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
 * Removes what a first child created as root before it became another user. Only root may
 * remove it.
 *
 * <p>
 * It is checked and removed through its open directory, so that nobody can insert a link
 * in between, and only if it is still what the first child created.
 */
final class LeftBehind {

	private LeftBehind() {
	}

	/**
	 * Remove a file or an empty directory. If it cannot be removed, it stays.
	 * @param path where it was created
	 * @param key its file key, as text
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

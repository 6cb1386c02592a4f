package io.makedaemon.parent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The private directories that nobody will remove, since the processes that created them
 * were killed.
 *
 * <p>
 * A process that finds a directory's lock free holds it until the directory is gone. A
 * process that creates a directory checks, once it has the lock, whether the file is
 * still there. So no start can remove another's directory. All operations use open
 * directories instead of paths: another user, who can replace a directory by a link,
 * gains nothing.
 */
final class AbandonedDirectories {

	private AbandonedDirectories() {
	}

	/**
	 * Remove the directories of this user. Whatever cannot be removed stays.
	 * @param own the private directory of this process, which is beside them and is
	 * skipped: closing its lock file again would release the lock, see fcntl(2)
	 */
	static void sweep(Path own) {
		try (DirectoryStream<Path> temporary = Files.newDirectoryStream(own.getParent(),
				(path) -> isPrivate(path) && !path.equals(own))) {
			if (temporary instanceof SecureDirectoryStream<Path> secure) {
				for (Path path : temporary) {
					sweep(secure, path.getFileName(), own);
				}
			}
		}
		catch (IOException | DirectoryIteratorException ex) {
			// Other starts will find them
		}
	}

	private static boolean isPrivate(Path path) {
		return path.getFileName().toString().startsWith(PrivateDirectory.PREFIX);
	}

	private static void sweep(SecureDirectoryStream<Path> temporary, Path name, Path own) {
		try (SecureDirectoryStream<Path> directory = temporary.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
			if (owner(directory).equals(Files.getOwner(own))) {
				empty(directory);
				// Fails if it is not empty
				temporary.deleteDirectory(name);
			}
		}
		catch (IOException | DirectoryIteratorException | OverlappingFileLockException ex) {
			// Another user's, or removed in the meantime, or in use
		}
	}

	private static UserPrincipal owner(SecureDirectoryStream<Path> directory) throws IOException {
		return directory.getFileAttributeView(FileOwnerAttributeView.class).getOwner();
	}

	/**
	 * Empty a directory. One without a lock file is still as empty as when it was
	 * created, or is not a private directory.
	 */
	private static void empty(SecureDirectoryStream<Path> directory) throws IOException {
		Path lock = Path.of(PrivateDirectory.LOCK);
		try (FileChannel channel = (FileChannel) directory.newByteChannel(lock,
				Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
			if (channel.tryLock() != null) {
				for (Path file : files(directory)) {
					directory.deleteFile(file);
				}
				directory.deleteFile(lock);
			}
		}
		catch (NoSuchFileException ex) {
			// Nothing to empty
		}
	}

	private static List<Path> files(SecureDirectoryStream<Path> directory) {
		List<Path> files = new ArrayList<>();
		for (Path file : directory) {
			if (!file.getFileName().toString().equals(PrivateDirectory.LOCK)) {
				files.add(file.getFileName());
			}
		}
		return files;
	}

}

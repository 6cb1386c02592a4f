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
 * The private directories that nobody will remove, since who has made them was killed.
 *
 * <p>
 * Who finds a directory's lock free holds it until the directory is gone, and who makes a
 * directory looks, once it has the lock, whether the file is still there: so of two
 * starts none can take the other's. Everything is done by open directories, not by paths:
 * another user, who can put a link in the place of a directory, gains nothing.
 */
final class AbandonedDirectories {

	private AbandonedDirectories() {
	}

	/**
	 * Remove those of this user. What cannot be removed stays.
	 * @param own the private directory of this process, which lies beside them; to look
	 * into it would release its lock, see fcntl(2)
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
			// Other starts will see them
		}
	}

	private static boolean isPrivate(Path path) {
		return path.getFileName().toString().startsWith(PrivateDirectory.PREFIX);
	}

	private static void sweep(SecureDirectoryStream<Path> temporary, Path name, Path own) {
		try (SecureDirectoryStream<Path> directory = temporary.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
			if (owner(directory).equals(Files.getOwner(own))) {
				empty(directory);
				// Fails if there is something in it
				temporary.deleteDirectory(name);
			}
		}
		catch (IOException | DirectoryIteratorException | OverlappingFileLockException ex) {
			// Another user's, or removed meanwhile, or in use
		}
	}

	private static UserPrincipal owner(SecureDirectoryStream<Path> directory) throws IOException {
		return directory.getFileAttributeView(FileOwnerAttributeView.class).getOwner();
	}

	/**
	 * One without a lock is as empty as when it was made, or of another kind.
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

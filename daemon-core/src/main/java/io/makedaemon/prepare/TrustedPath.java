package io.makedaemon.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.makedaemon.proc.ProcSelf;

/**
 * Checks that nobody else can change what a user runs or root creates, or the path to it.
 *
 * <p>
 * In a directory with the sticky bit, as for temporary files, others can only add to what
 * is there: what is this user's or root's own in it stays where it is. A symbolic link is
 * followed where nobody else can put another one in its place.
 */
public final class TrustedPath {

	/** Attributes by which the owner of a file, and who can write it, is known. */
	static final String ATTRIBUTES = "unix:uid,mode";

	private static final int ROOT = 0;

	private static final int TYPE = 0170000;

	private static final int LINK = 0120000;

	private static final int STICKY = 01000;

	private static final int WRITABLE_BY_OTHERS = 0022;

	private static final int SEARCHABLE_BY_ALL = 0001;

	private static final int MAX_LINKS = 40;

	private TrustedPath() {
	}

	/**
	 * Check a directory, or a file, and all directories on the way to it: nobody but root
	 * and this user may change what they have in them.
	 * @param path the absolute path
	 * @param daemonUser the daemon's user, or null if it is this one
	 * @throws UnusablePreparationException if others may, or if the daemon's user cannot
	 * get there
	 * @throws IOException if it cannot be told
	 */
	public static void check(Path path, @Nullable String daemonUser) throws IOException {
		int uid = ProcSelf.effectiveUserId();
		Path changeable = findChangeable(path, uid, MAX_LINKS);
		if (changeable != null) {
			throw untrusted(changeable, uid);
		}
		if (daemonUser != null) {
			checkSearchable(path.toRealPath(), daemonUser);
		}
	}

	private static void checkSearchable(Path path, String user) throws IOException {
		for (Path directory = path; directory != null; directory = directory.getParent()) {
			if (!isSearchable(directory, user)) {
				throw new UnusablePreparationException("the user " + user + " may not enter " + directory);
			}
		}
	}

	private static boolean isSearchable(Path directory, String user) throws IOException {
		return (mode(Files.readAttributes(directory, ATTRIBUTES)) & SEARCHABLE_BY_ALL) != 0
				|| !Files.isDirectory(directory) || Files.getOwner(directory).getName().equals(user);
	}

	/**
	 * Check a file or directory, whose directory was checked before.
	 * @param file the file
	 * @param attributes its {@link #ATTRIBUTES}, not those of what it is a link to
	 * @param uid this user's id
	 * @throws UnusablePreparationException if others may change it
	 */
	static void check(Path file, Map<String, Object> attributes, int uid) throws UnusablePreparationException {
		if (isChangeable(attributes, uid)) {
			throw untrusted(file, uid);
		}
	}

	private static UnusablePreparationException untrusted(Path path, int uid) {
		return new UnusablePreparationException(path + " belongs to another user, or others can write to it"
				+ ((uid == ROOT) ? "; what root runs must be where only root can change it" : ""));
	}

	/**
	 * Return whether nobody but root can change a directory and the way to it.
	 * @param directory the absolute path
	 * @return whether it is there, and only root can
	 */
	public static boolean isRoots(Path directory) {
		try {
			return findChangeable(directory, ROOT, MAX_LINKS) == null;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * From the top: what stands in a directory that only root and the user can change is
	 * still there when it is looked at, and when it is used.
	 */
	private static @Nullable Path findChangeable(Path path, int uid, int links) throws IOException {
		Path parent = path.getParent();
		Path above = (parent != null) ? findChangeable(parent, uid, links) : null;
		if (above != null && (!above.equals(parent) || !isSticky(above, uid))) {
			return above;
		}
		Map<String, Object> attributes = Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
		if (parent == null || (mode(attributes) & TYPE) != LINK) {
			return isChangeable(attributes, uid) ? path : null;
		}
		if (above != null) {
			return above;
		}
		if (links == 0) {
			throw new NoSuchFileException(path.toString(), null, "too many symbolic links");
		}
		return findChangeable(parent.resolve(Files.readSymbolicLink(path)), uid, links - 1);
	}

	private static boolean isSticky(Path directory, int uid) throws IOException {
		Map<String, Object> attributes = Files.readAttributes(directory, ATTRIBUTES);
		return (mode(attributes) & STICKY) != 0 && isOwn(attributes, uid);
	}

	private static boolean isChangeable(Map<String, Object> attributes, int uid) {
		return !isOwn(attributes, uid) || (mode(attributes) & WRITABLE_BY_OTHERS) != 0;
	}

	private static boolean isOwn(Map<String, Object> attributes, int uid) {
		Object owner = attributes.get("uid");
		return owner != null && (owner.equals(ROOT) || owner.equals(uid));
	}

	private static int mode(Map<String, Object> attributes) {
		return (attributes.get("mode") instanceof Integer mode) ? mode : WRITABLE_BY_OTHERS;
	}

}

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
 * In a directory with the sticky bit, such as one for temporary files, others can only
 * add entries: what belongs to this user or root stays in place. A symbolic link is
 * followed if nobody else can replace it.
 */
public final class TrustedPath {

	/** The attributes that show who owns a file and who can write to it. */
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
	 * Check a file or directory and all directories on the path to it: only root and this
	 * user may change their contents.
	 * @param path the absolute path
	 * @param daemonUser the daemon's user, or null if it is this user
	 * @throws UnusablePreparationException if others may change them, or if the daemon's
	 * user cannot reach the path
	 * @throws IOException if this cannot be determined
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
	 * Check a file or directory whose parent directory was checked before.
	 * @param file the file
	 * @param attributes its {@link #ATTRIBUTES}, not those of a link's target
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
	 * Return whether only root can change a directory and the path to it.
	 * @param directory the absolute path
	 * @return whether it exists and only root can change it
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
	 * Find what others can change, from the top: an entry of a directory that only root
	 * and the user can change is still the same when it is checked, and when it is used.
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

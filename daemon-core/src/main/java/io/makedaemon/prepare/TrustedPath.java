package io.makedaemon.prepare;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;

import org.jspecify.annotations.Nullable;

import io.makedaemon.proc.ProcSelf;

/**
 * What is run as a user must not be another one's to change.
 */
public final class TrustedPath {

	private static final int ROOT = 0;

	private static final int WRITABLE_BY_OTHERS = 0022;

	private static final int STICKY = 01000;

	private static final int SEARCHABLE_BY_ALL = 0001;

	private TrustedPath() {
	}

	/**
	 * Checks a directory and all those above it: nobody but root, this user, and the one
	 * whose the daemon will be, may change what they have in them. In a directory with
	 * the sticky bit, as for temporary files, others can only add to it.
	 * @param directory the directory's real path
	 * @param daemonUser the daemon's user, or null if it is this one
	 * @throws UnusablePreparationException if others may, or if the daemon's user cannot
	 * get there
	 * @throws IOException if it cannot be told
	 */
	public static void check(Path directory, @Nullable String daemonUser) throws IOException {
		int uid = ProcSelf.effectiveUserId();
		UserPrincipal user = (daemonUser != null) ? find(daemonUser) : null;
		for (Path path = directory; path != null; path = path.getParent()) {
			int owner = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
			int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
			boolean ofDaemon = user != null && Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(user);
			boolean onlyAdditions = (mode & STICKY) != 0 && !path.equals(directory);
			if ((owner != uid && owner != ROOT && !ofDaemon) || ((mode & WRITABLE_BY_OTHERS) != 0 && !onlyAdditions)) {
				throw new UnusablePreparationException(path + " is another user's, or can be written by others");
			}
			if (user != null && !ofDaemon && (mode & SEARCHABLE_BY_ALL) == 0) {
				throw new UnusablePreparationException("the user " + daemonUser + " may not enter " + path);
			}
		}
	}

	private static @Nullable UserPrincipal find(String name) throws IOException {
		try {
			return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name);
		}
		catch (UserPrincipalNotFoundException ex) {
			return null;
		}
	}

}

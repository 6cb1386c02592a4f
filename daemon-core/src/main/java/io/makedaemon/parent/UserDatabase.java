package io.makedaemon.parent;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;

import io.makedaemon.posix.ErrnoException;
import io.makedaemon.proc.ProcSelf;

/**
 * Checks users and groups before anything is started. Java queries the same database as
 * getpwnam(3), and accepts every number as an id.
 */
public final class UserDatabase {

	private UserDatabase() {
	}

	/**
	 * Check that this process can start a daemon as another user or group.
	 * @throws ErrnoException if this process does not run as root
	 * @throws IOException if this cannot be determined
	 */
	public static void checkRoot() throws IOException, ErrnoException {
		if (!ProcSelf.isRoot()) {
			throw new ErrnoException("setuid", "become another user or group, as only root can", "",
					ErrnoException.EPERM);
		}
	}

	/**
	 * Return whether a user exists.
	 * @param user the user's name or id
	 * @return whether the database knows it
	 * @throws IOException if it cannot be asked
	 */
	public static boolean hasUser(String user) throws IOException {
		try {
			database().lookupPrincipalByName(user);
			return true;
		}
		catch (UserPrincipalNotFoundException ex) {
			return false;
		}
	}

	/**
	 * Return whether a group exists.
	 * @param group the group's name or id
	 * @return whether the database knows it
	 * @throws IOException if it cannot be asked
	 */
	public static boolean hasGroup(String group) throws IOException {
		try {
			database().lookupPrincipalByGroupName(group);
			return true;
		}
		catch (UserPrincipalNotFoundException ex) {
			return false;
		}
	}

	private static UserPrincipalLookupService database() {
		return FileSystems.getDefault().getUserPrincipalLookupService();
	}

}

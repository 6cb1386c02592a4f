package io.makedaemon.parent;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;

import io.makedaemon.posix.ErrnoException;
import io.makedaemon.proc.ProcSelf;

/**
 * What can be said of a user before anything is started for it. Java asks the same
 * database as getpwnam(3), and takes every number for the id of somebody.
 */
public final class UserDatabase {

	private UserDatabase() {
	}

	/**
	 * Checks that this process can start a daemon as a user.
	 * @param user the user's name or id; empty for this process's own
	 * @param group the group's name or id; empty for the user's own
	 * @throws ErrnoException if it is not root's
	 * @throws IOException if there is no such user or group, with that as its message
	 */
	public static void check(String user, String group) throws IOException, ErrnoException {
		if (!ProcSelf.isRoot()) {
			throw new ErrnoException("setuid", "another user or group, as only root can", ErrnoException.EPERM);
		}
		UserPrincipalLookupService database = FileSystems.getDefault().getUserPrincipalLookupService();
		try {
			if (!user.isEmpty()) {
				database.lookupPrincipalByName(user);
			}
		}
		catch (UserPrincipalNotFoundException ex) {
			throw new IOException("there is no user " + user, ex);
		}
		try {
			if (!group.isEmpty()) {
				database.lookupPrincipalByGroupName(group);
			}
		}
		catch (UserPrincipalNotFoundException ex) {
			throw new IOException("there is no group " + group, ex);
		}
	}

}

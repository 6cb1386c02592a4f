package io.makedaemon.posix;

import java.util.List;

/**
 * Makes this process run as another user permanently; see credentials(7) and
 * capabilities(7).
 *
 * <p>
 * Ids are changed for all threads, but capabilities only for the calling thread, as the
 * kernel defines it. Those of the thread that starts the daemon count.
 */
public final class Credentials {

	private static final int ROOT = 0;

	private static final int PR_SET_DUMPABLE = 4;

	private static final int PR_SET_KEEPCAPS = 8;

	private static final int PR_SET_NO_NEW_PRIVS = 38;

	private static final int PR_CAP_AMBIENT = 47;

	private static final int PR_CAP_AMBIENT_RAISE = 2;

	private static final int LINUX_CAPABILITY_VERSION_3 = 0x20080522;

	/** Effective, permitted and inheritable, in two words each. */
	private static final int CAPABILITY_SETS = 3;

	private static final String BECOME = "become {}";

	/** The attempt that is reported if capabilities cannot be kept. */
	public static final String KEEP = "keep the capability {}";

	private Credentials() {
	}

	/**
	 * Change the groups, then the user. Afterwards nobody but root may look into this
	 * process until it runs another program, whatever {@code fs.suid_dumpable} says: see
	 * PR_SET_DUMPABLE in prctl(2).
	 * @param account the user; root to change the groups only
	 * @param gid the group
	 * @param capabilities the capabilities to keep
	 * @throws ErrnoException if something is refused, or could be reverted
	 */
	public static void become(Account account, int gid, List<KeptCapability> capabilities) throws ErrnoException {
		String group = "group " + Integer.toUnsignedString(gid);
		if (account.hasEntry()) {
			check(LibC.call("initgroups", LibC.string(account.name()), gid), "initgroups", "take the groups of user {}",
					account.name());
		}
		else {
			check(LibC.call("setgroups", 1, LibC.integers(gid)), "setgroups", BECOME, group);
		}
		check(LibC.call("setresgid", gid, gid, gid), "setresgid", BECOME, group);
		if (account.uid() == ROOT) {
			return;
		}
		if (!capabilities.isEmpty()) {
			check(LibC.call("prctl", PR_SET_KEEPCAPS, 1, 0, 0, 0), "prctl", KEEP, capabilities.get(0).name());
		}
		String user = "user " + account.name();
		check(LibC.call("setresuid", account.uid(), account.uid(), account.uid()), "setresuid", BECOME, user);
		refuse(LibC.call("setuid", ROOT), "setuid", user);
		if (gid != ROOT) {
			refuse(LibC.call("setgid", ROOT), "setgid", group);
		}
		keep(capabilities);
		LibC.call("prctl", PR_SET_DUMPABLE, 0, 0, 0, 0);
	}

	/**
	 * Forbid this process and its children to gain privileges: from now on, the
	 * set-user-id bit of programs such as sudo has no effect, see PR_SET_NO_NEW_PRIVS in
	 * prctl(2).
	 * @throws ErrnoException if a filter of system calls refuses it
	 */
	public static void forbidNewPrivileges() throws ErrnoException {
		check(LibC.call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl", "forbid new privileges", "");
	}

	/**
	 * Check that root's ids cannot be regained.
	 */
	private static void refuse(int result, String call, String object) throws ErrnoException {
		if (result == 0) {
			throw new ErrnoException(call, "become {}, which can become root again", object, ErrnoException.EPERM);
		}
	}

	/**
	 * Give up all other capabilities, including the inheritable ones, which the kernel
	 * keeps when the user changes, and preserve these through the daemon's exec.
	 */
	private static void keep(List<KeptCapability> capabilities) throws ErrnoException {
		int[] words = new int[2];
		StringBuilder names = new StringBuilder();
		for (KeptCapability capability : capabilities) {
			words[capability.number() / Integer.SIZE] |= 1 << (capability.number() % Integer.SIZE);
			names.append((names.length() == 0) ? "" : ", ").append(capability.name());
		}
		int[] sets = new int[2 * CAPABILITY_SETS];
		for (int i = 0; i < sets.length; i++) {
			sets[i] = words[i / CAPABILITY_SETS];
		}
		check(LibC.call("capset", LibC.integers(LINUX_CAPABILITY_VERSION_3, 0), LibC.integers(sets)), "capset",
				capabilities.isEmpty() ? "give up all capabilities" : KEEP, names.toString());
		for (KeptCapability capability : capabilities) {
			check(LibC.call("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability.number(), 0, 0), "prctl", KEEP,
					capability.name());
		}
	}

	private static void check(int result, String call, String attempt, String object) throws ErrnoException {
		Posix.check(result, call, attempt, object);
	}

	/**
	 * A capability that is kept when the user changes; see capabilities(7).
	 *
	 * @param number the kernel's number
	 * @param name the name, for the failure
	 */
	public record KeptCapability(int number, String name) {

	}

}

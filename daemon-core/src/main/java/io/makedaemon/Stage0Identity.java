package io.makedaemon;

import java.io.IOException;

import io.makedaemon.parent.UserDatabase;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Credentials.KeptCapability;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.wire.LaunchPlan.Option;
import io.makedaemon.wire.LaunchPlan.PlannedIdentity;

/**
 * Plans which user the daemon runs as, in the parent.
 */
final class Stage0Identity {

	private Stage0Identity() {
	}

	/**
	 * Return the plan, and check it as far as that needs no native call.
	 * @param options the daemon's options
	 */
	static PlannedIdentity planned(DaemonOptions options) throws IOException {
		String user = options.user();
		String group = options.group();
		if (!user.isEmpty() || !group.isEmpty()) {
			check(options);
		}
		return new PlannedIdentity(ByteStrings.encode(user), ByteStrings.encode(group),
				options.capabilities().stream().map((c) -> new KeptCapability(c.number(), c.name())).toList());
	}

	private static void check(DaemonOptions options) throws IOException {
		String user = options.user();
		String group = options.group();
		try {
			UserDatabase.checkRoot();
		}
		catch (ErrnoException ex) {
			throw new SystemCallException(ex, user.isEmpty() ? Option.GROUP : Option.USER, options.origins());
		}
		if (!user.isEmpty() && !UserDatabase.hasUser(user)) {
			throw refused(options, "there is no user " + user, Option.USER);
		}
		if (!group.isEmpty() && !UserDatabase.hasGroup(group)) {
			throw refused(options, "there is no group " + group, Option.GROUP);
		}
	}

	private static DaemonException refused(DaemonOptions options, String reason, String option) {
		return new DaemonException(Stage0Parent.CANNOT + reason, option, options.origins(), null);
	}

}

package io.makedaemon;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.Posix;
import io.makedaemon.wire.FileNames;
import io.makedaemon.wire.Handover;
import io.makedaemon.wire.LaunchPlan.Option;
import io.makedaemon.wire.LaunchPlan.PlannedFile;

/**
 * Opens and locks the files that the daemon inherits, with the rights of the daemon's
 * user.
 */
final class Stage1Files {

	private static final int FILE_MODE = 0664;

	private final List<PlannedFile> planned;

	private final @Nullable Stage1Takeover takeover;

	private final List<Integer> descriptors = new ArrayList<>();

	private final List<String> names = new ArrayList<>();

	private String option = Option.NONE;

	/**
	 * Create an instance.
	 * @param planned the files
	 * @param takeover has the locked files of the former generation; null for none
	 */
	Stage1Files(List<PlannedFile> planned, @Nullable Stage1Takeover takeover) {
		this.planned = planned;
		this.takeover = takeover;
	}

	/**
	 * Return the descriptor that follows those of the files that the parent handed over.
	 */
	static int afterInherited(List<PlannedFile> planned) {
		int next = Handover.FIRST_FILE;
		for (PlannedFile file : planned) {
			next += file.isInherited() ? 1 : 0;
		}
		return next;
	}

	/**
	 * Open the files. Those that the parent handed over are descriptors 3, 4, 5, … of
	 * this process.
	 */
	void open() throws ErrnoException {
		int inherited = Handover.FIRST_FILE;
		for (PlannedFile file : this.planned) {
			this.option = Option.FILE + this.names.size();
			if (file.isInherited()) {
				this.descriptors.add(inherited);
				this.names.add(FileNames.decode(System.getenv(FileNames.PREFIX + inherited)));
				inherited++;
			}
			else {
				this.descriptors.add(open(file));
				this.names.add(file.path());
			}
		}
		this.option = Option.NONE;
	}

	/**
	 * Go back to the beginning of the files that were opened, for another process that
	 * inherits them.
	 */
	static void rewind(List<PlannedFile> planned, List<Integer> descriptors) {
		for (int i = 0; i < planned.size(); i++) {
			if (!planned.get(i).isInherited()) {
				Descriptors.rewind(descriptors.get(i));
			}
		}
	}

	private int open(PlannedFile file) throws ErrnoException {
		int taken = (file.locked() && this.takeover != null) ? this.takeover.lockedFile(file.path(), file.flags()) : -1;
		if (taken >= 0) {
			return taken;
		}
		int descriptor = Posix.openAtOnce(file.path(), file.flags(), FILE_MODE);
		if (file.locked()) {
			Posix.flock(descriptor, file.path());
		}
		return descriptor;
	}

	/**
	 * Return the option that is being applied, to be named in a failure.
	 */
	String option() {
		return this.option;
	}

	/**
	 * Return the descriptors of the files, in order.
	 */
	List<Integer> descriptors() {
		return this.descriptors;
	}

	/**
	 * Return the names of the files, in order.
	 */
	List<String> names() {
		return this.names;
	}

}
